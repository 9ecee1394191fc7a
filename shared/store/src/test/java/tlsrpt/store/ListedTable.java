package tlsrpt.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// A table that was empty, and knows all its items by the partitions that were written to.
public final class ListedTable extends DelegatingTable {

    private final Set<String> partitions = new ConcurrentSkipListSet<>();

    public ListedTable(Table empty) {
        super(empty);
    }

    @Override
    public Written write(List<Write> writes) {
        writes.forEach(write -> partitions.add(write.key().pk()));
        return super.write(writes);
    }

    public List<Item> items() {
        return partitions.stream()
                .flatMap(pk -> all(Range.of(pk).readLatest()).stream())
                .toList();
    }
}
