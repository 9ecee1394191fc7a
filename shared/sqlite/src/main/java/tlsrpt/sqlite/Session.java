package tlsrpt.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Table;

/// One connection, within a transaction. After the first statement that fails, every other fails too: SQLite may have
/// ended the transaction, and what followed would be committed by itself.
public final class Session {

    /// Reads one row.
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static final @Nullable Object[] NONE = {};

    private final String database;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Table table = new ItemRows(this);
    private @Nullable DatabaseException failure;

    Session(String database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /// Returns the items as this transaction sees them; what is written to them is part of it.
    public Table table() {
        return table;
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// @param arguments texts, whole numbers, bytes, or `null`
    public int update(String sql, @Nullable Object... arguments) {
        return run(sql, arguments, PreparedStatement::executeUpdate);
    }

    /// Runs a query and returns its rows.
    public <T> List<T> select(String sql, Row<T> row, @Nullable Object... arguments) {
        return run(sql, arguments, statement -> {
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return all;
            }
        });
    }

    /// Runs a query of at most one row.
    public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) {
        return select(sql, row, arguments).stream().findFirst();
    }

    String database() {
        return database;
    }

    @Nullable
    DatabaseException failure() {
        return failure;
    }

    void recover() {
        failure = null;
    }

    /// Runs a statement of the transaction's frame.
    void execute(String sql) throws SQLException {
        try {
            statement(sql).executeUpdate();
        } catch (SQLException e) {
            statements.remove(sql);
            throw e;
        }
    }

    /// Runs a statement that may have rows, which are left out.
    void executeOnce(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void begin() {
        run("BEGIN", NONE, PreparedStatement::executeUpdate);
    }

    /// Ends the transaction, unless SQLite has done that.
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException _) {
            // There is none.
        }
    }

    /// Gives up to a number of free pages back to the file system.
    void shrink(int pages) {
        if (failure != null) {
            throw failure;
        }
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")"); // Prepared, it would do one page.
        } catch (SQLException e) {
            failure = DatabaseException.of(database, e);
            throw failure;
        }
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // What is committed is safe; the rest goes with the process.
        }
    }

    private interface Step<T> {
        T take(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, @Nullable Object[] arguments, Step<T> step) {
        if (failure != null) {
            throw failure;
        }
        try {
            var statement = statement(sql);
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            var result = step.take(statement);
            statement.clearParameters(); // Bytes of a large object are not kept until the next call.
            return result;
        } catch (SQLException e) {
            statements.remove(sql); // The driver closes a statement that fails.
            failure = DatabaseException.of(database, e);
            throw failure;
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }
}
