package tlsrpt.store;

import java.util.List;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// A table in front of another, for tests that watch or disturb what passes.
public class DelegatingTable implements Table {

    private final Table real;

    public DelegatingTable(Table real) {
        this.real = real;
    }

    @Override
    public Optional<Item> get(Key key) {
        return real.get(key);
    }

    @Override
    public Found query(Range range, int limit) {
        return real.query(range, limit);
    }

    @Override
    public Written write(List<Write> writes) {
        return real.write(writes);
    }
}
