package tlsrpt.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// How connections are opened, and what a new database begins as.
final class DatabaseOpener {

    /// What `file` and other programs know the database by: "TLSR".
    private static final int APPLICATION_ID = 0x544C5352;

    private final @Nullable Path file;
    private final Schema schema;

    /// @param file the database; `null` for one in memory
    DatabaseOpener(@Nullable Path file, Schema schema) {
        this.file = file;
        this.schema = schema;
    }

    /// Opens the connection that writes, and creates the tables if there are none.
    Session writer() {
        return open(session -> {
            boolean isNew = isNew(session);
            if (isNew) {
                session.executeOnce("PRAGMA auto_vacuum = INCREMENTAL"); // Only possible before the first table.
            }
            session.executeOnce("PRAGMA journal_mode = WAL");
            session.executeOnce("PRAGMA journal_size_limit = 33554432");
            session.executeOnce("PRAGMA cache_size = -16000"); // In kB.
            session.executeOnce("PRAGMA synchronous = FULL");
            session.executeOnce("BEGIN IMMEDIATE"); // Finds out whether this process may write.
            if (isNew) {
                create(session);
            }
            session.executeOnce("COMMIT");
        });
    }

    /// Opens a connection that changes nothing.
    Session reader() {
        return open(session -> {
            isNew(session);
            session.executeOnce("PRAGMA query_only = ON");
        });
    }

    /// Writes the database as it is now to a file that does not exist.
    void copyTo(Path copy) {
        var session = open(this::isNew); // SQLite does not permit this to a connection that changes nothing.
        try {
            session.update("VACUUM INTO ?", copy.toString());
        } finally {
            session.close();
        }
    }

    private interface Step {
        void take(Session session) throws SQLException;
    }

    private Session open(Step step) {
        Session session = null;
        try {
            // As an address, since the driver would read options out of a path.
            var address =
                    file == null ? ":memory:" : file.toAbsolutePath().toUri().toString();
            var driver = new SQLiteConfig();
            driver.setGetGeneratedKeys(false); // It would prepare a query after each insertion.
            session = new Session(name(), driver.createConnection("jdbc:sqlite:" + address));
            session.executeOnce("PRAGMA busy_timeout = 5000");
            session.executeOnce("PRAGMA temp_store = MEMORY");
            session.executeOnce("PRAGMA mmap_size = 0");
            step.take(session);
            return session;
        } catch (SQLException e) {
            close(session);
            throw DatabaseException.of(name(), e);
        } catch (RuntimeException e) {
            close(session);
            throw e;
        }
    }

    String name() {
        return file == null ? "in memory" : file.toString();
    }

    private boolean isNew(Session session) {
        long application = number(session, "PRAGMA application_id");
        long version = number(session, "PRAGMA user_version");
        if (application == 0 && version == 0 && number(session, "SELECT count(*) FROM sqlite_schema") == 0) {
            return true;
        }
        if (application != APPLICATION_ID) {
            throw DatabaseException.foreign(name());
        }
        if (version > schema.version()) {
            throw DatabaseException.newer(name(), version, schema.version());
        }
        return false;
    }

    private void create(Session session) throws SQLException {
        for (var statements : List.of(ItemRows.TABLES, schema.statements())) {
            for (var statement : statements) {
                session.executeOnce(statement);
            }
        }
        session.executeOnce("PRAGMA application_id = " + APPLICATION_ID);
        session.executeOnce("PRAGMA user_version = " + schema.version());
    }

    private static long number(Session session, String sql) {
        return session.first(sql, row -> row.getLong(1)).orElse(0L);
    }

    private static void close(@Nullable Session session) {
        if (session != null) {
            session.close();
        }
    }
}
