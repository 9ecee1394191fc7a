package tlsrpt.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one table. Items are values; all writes of a call are done, or none.
///
/// An item with a number `expires` may be deleted from that second (Unix time) on, at any later time or never. Readers
/// leave out what has expired.
///
/// Every method throws [TableException] if the database fails.
public interface Table {

    /// The most writes of one call, as DynamoDB has it.
    int MAX_WRITES = 100;

    /// Returns the item as the last completed write left it.
    Optional<Item> get(Key key);

    /// Reads a page of a range. A page may hold fewer items than the limit, even none, though more follow.
    Found query(Range range, int limit);

    /// Writes all or nothing. Where the answer of an earlier try was lost, a repeated call may be refused by its own
    /// write.
    ///
    /// @param writes 1 to [#MAX_WRITES], each of another key
    Written write(List<Write> writes);

    /// A page of a range.
    ///
    /// @param last the sort key to continue after; `null` at the end
    record Found(List<Item> items, @Nullable String last) {

        public Found {
            items = List.copyOf(items);
        }
    }

    /// Writes one change.
    ///
    /// @return whether its condition held
    default boolean write(Write write) {
        return write(List.of(write)) instanceof Written.Done;
    }

    /// Reads all items of a range that is known to be small.
    default List<Item> all(Range range) {
        var items = new ArrayList<Item>();
        var next = range;
        while (true) {
            var found = query(next, 1000);
            items.addAll(found.items());
            if (found.last() == null) {
                return items;
            }
            next = range.continuedAfter(found.last());
        }
    }
}
