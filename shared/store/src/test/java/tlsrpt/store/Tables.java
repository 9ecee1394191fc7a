package tlsrpt.store;

import java.lang.ref.Cleaner;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.table.Table;

/// Tables for tests.
public final class Tables {

    private static final Cleaner CLEANER = Cleaner.create();

    private Tables() {}

    /// Returns an empty table, whose database is closed once nothing refers to the table.
    public static Table inMemory() {
        var database = Database.inMemory(Schema.ITEMS);
        var table = new DelegatingTable(database.table());
        CLEANER.register(table, database::close);
        return table;
    }
}
