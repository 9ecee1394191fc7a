package tlsrpt.store;

import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// A table whose pages end early, as DynamoDB's do after 1 MB.
public final class SmallPages extends DelegatingTable {

    private final int size;

    public SmallPages(Table real, int size) {
        super(real);
        this.size = size;
    }

    @Override
    public Found query(Range range, int limit) {
        return super.query(range, Math.min(limit, size));
    }
}
