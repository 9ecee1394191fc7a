package tlsrpt.store;

import java.util.List;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Limits;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// A table that adds up what its use would cost on DynamoDB.
///
/// Spec: Amazon DynamoDB Developer Guide, "Read and write operations"
public final class MeteredTable extends DelegatingTable {

    private static final int UNIT_BYTES = 4 * 1024;

    private static final int WRITE_UNIT_BYTES = 1024;

    private Cost cost = Cost.NONE;

    /// The cost of some calls.
    ///
    /// @param reads calls that read
    /// @param readUnits one for each begun 4 kB of a call, half of it where the latest state is not asked for
    /// @param writes items that were written or checked
    /// @param writeUnits one for each begun kB of an item, before or after the write, whichever is larger; in a
    ///     transaction twice that
    public record Cost(int reads, double readUnits, int writes, long writeUnits) {

        public static final Cost NONE = new Cost(0, 0, 0, 0);
    }

    public MeteredTable(Table real) {
        super(real);
    }

    /// Returns the cost since the last time.
    public Cost take() {
        var taken = cost;
        cost = Cost.NONE;
        return taken;
    }

    @Override
    public Optional<Item> get(Key key) {
        var item = super.get(key);
        countRead(item.stream().toList(), true);
        return item;
    }

    @Override
    public Found query(Range range, int limit) {
        var found = super.query(range, limit);
        countRead(found.items(), range.latest());
        return found;
    }

    @Override
    public Written write(List<Write> writes) {
        long units = writes.stream().mapToLong(this::units).sum() * (writes.size() == 1 ? 1 : 2);
        cost = new Cost(cost.reads, cost.readUnits, cost.writes + writes.size(), cost.writeUnits + units);
        return super.write(writes);
    }

    private long units(Write write) {
        var present = super.get(write.key());
        long bytes = Math.max(
                present.map(Limits::size).orElse(0L),
                write.applied(present).map(Limits::size).orElse(0L));
        return Math.max(1, (bytes + WRITE_UNIT_BYTES - 1) / WRITE_UNIT_BYTES);
    }

    private void countRead(List<Item> items, boolean latest) {
        long bytes = items.stream().mapToLong(Limits::size).sum();
        long units = Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
        cost = new Cost(cost.reads + 1, cost.readUnits + (latest ? units : units / 2.0), cost.writes, cost.writeUnits);
    }
}
