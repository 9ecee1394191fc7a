package tlsrpt.sqlite;

import tlsrpt.table.Table;
import tlsrpt.table.TableContract;

class InMemoryTableTest implements TableContract {

    @Override
    public Table emptyTable() {
        return Database.inMemory(Schema.ITEMS).table();
    }
}
