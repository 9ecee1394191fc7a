package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// A table that adds up what its use would cost on DynamoDB.
///
/// Spec: DynamoDB Developer Guide, "DynamoDB read consistency" and "DynamoDB item sizes and formats"
public final class MeteredTable extends DelegatingTable {

    private static final int UNIT_BYTES = 4 * 1024;
    private static final int NESTED_BYTES = 3;

    private Cost cost = new Cost(0, 0, 0);

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
        long bytes = items.stream().mapToLong(MeteredTable::bytes).sum();
        long units = Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
        cost = new Cost(cost.reads + 1, cost.readUnits + (latest ? units : units / 2.0), cost.writes);
    }

    private static long bytes(Item item) {
        var key = item.key();
        long named = 0;
        for (var value : item.values().entrySet()) {
            named += utf8(value.getKey()) + bytes(value.getValue());
        }
        return utf8("pk") + utf8(key.pk()) + utf8("sk") + utf8(key.sk()) + named;
    }

    private static long bytes(Value value) {
        return switch (value) {
            case Value.Text text -> utf8(text.text());
            case Value.Whole whole -> 1 + (String.valueOf(Math.abs(whole.n())).length() + 1) / 2;
            case Value.Flag _ -> 1;
            case Value.Texts texts ->
                NESTED_BYTES
                        + texts.texts().stream().mapToLong(text -> 1 + utf8(text)).sum();
            case Value.Tree tree ->
                NESTED_BYTES
                        + tree.values().entrySet().stream()
                                .mapToLong(e -> 1 + utf8(e.getKey()) + bytes(e.getValue()))
                                .sum();
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
