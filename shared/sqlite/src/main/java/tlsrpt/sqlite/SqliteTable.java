package tlsrpt.sqlite;

import java.util.List;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The table outside of a transaction: reads never wait for the writer, each call of `write` is a transaction.
final class SqliteTable implements Table {

    private final Database database;

    SqliteTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Item> get(Key key) {
        return database.read(session -> session.table().get(key));
    }

    @Override
    public Found query(Range range, int limit) {
        return database.read(session -> session.table().query(range, limit));
    }

    @Override
    public Written write(List<Write> writes) {
        return database.transact(session -> session.table().write(writes));
    }
}
