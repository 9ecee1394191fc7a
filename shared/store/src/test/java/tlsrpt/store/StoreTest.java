package tlsrpt.store;

import tlsrpt.table.Table;

class StoreTest extends StoreContract {

    @Override
    protected Table emptyTable() {
        return Tables.inMemory();
    }
}
