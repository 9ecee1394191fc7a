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

    private Cost cost = new Cost(0, 0, 0);

    /// The cost of some calls.
    ///
    /// @param reads calls that read
    /// @param readUnits one for each begun 4 kB of a call, half of it where the latest state is not asked for
    /// @param writes items that were written or checked
    public record Cost(int reads, double readUnits, int writes) {}

    public MeteredTable(Table real) {
        super(real);
    }

    /// Returns the cost since the last time.
    public Cost take() {
        var taken = cost;
        cost = new Cost(0, 0, 0);
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
        cost = new Cost(cost.reads, cost.readUnits, cost.writes + writes.size());
        return super.write(writes);
    }

    private void countRead(List<Item> items, boolean latest) {
        long bytes = items.stream().mapToLong(Limits::size).sum();
        long units = Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
        cost = new Cost(cost.reads + 1, cost.readUnits + (latest ? units : units / 2.0), cost.writes);
    }
}
