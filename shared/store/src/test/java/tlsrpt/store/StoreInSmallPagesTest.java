package tlsrpt.store;

import tlsrpt.table.Table;

/// The store where every query ends early, as if it had read 1 MB.
class StoreInSmallPagesTest extends StoreContract {

    @Override
    protected Table emptyTable() {
        return new SmallPages(Tables.inMemory(), 2);
    }
}
