package tlsrpt.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Authority;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.sqlite.Session;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;

/// The raw objects. Each is put on the queue in the transaction that stores it.
final class ObjectStore implements Bucket {

    private static final int PART_BYTES = 1 << 20;
    private static final int PAGE = 1_000;

    /// Mail that another program put into the inbox.
    static final String INBOX = "inbox/";

    /// Holds for an object that is not to be read any more.
    static final String NOT_WAITING =
            "NOT EXISTS (SELECT 1 FROM queue WHERE queue.key = object.key AND fails < " + Queue.MOST_FAILS + ")";

    private final Database database;
    private final Queue queue;
    private final Clock clock;
    private final @Nullable String mailServer;
    /// One large object is written at a time, as what is unfinished must be one's own.
    private final ReentrantLock uploads = new ReentrantLock();

    ObjectStore(Database database, Queue queue, Clock clock) {
        this(database, queue, clock, null);
    }

    /// Removes what uploads left that a kill interrupted.
    ///
    /// @param authservId of the mail server that is trusted to verify inbox mail, or `null` if its signatures are
    ///     to be checked before it is read
    ObjectStore(Database database, Queue queue, Clock clock, @Nullable String authservId) {
        this.database = database;
        this.queue = queue;
        this.clock = clock;
        this.mailServer = authservId == null ? null : StoredAuthority.mailServer(authservId);
        removeUnfinished();
        if (mailServer != null) {
            database.transact(session -> {
                session.update(
                        "UPDATE object SET authority = ? WHERE key IN (SELECT key FROM verification)", mailServer);
                return session.update("DELETE FROM verification");
            });
        }
    }

    /// An object without its bytes.
    record Listed(String key, Instant arrival, long size) {}

    @Override
    public boolean add(String key, byte[] content) {
        if (content.length > PART_BYTES) {
            try (var in = new ByteArrayInputStream(content)) {
                return add(key, in);
            } catch (IOException e) {
                throw new AssertionError("memory is always readable", e);
            }
        }
        return queue.wakeAfter(database.transact(session -> insert(session, key, content.length, content)));
    }

    /// Stores an object and its queue entry unless there is one of this key, whose bytes are the same then.
    ///
    /// @return whether it is new
    boolean add(String key, InputStream content) throws IOException {
        var first = content.readNBytes(PART_BYTES);
        var next = content.readNBytes(PART_BYTES);
        if (next.length == 0) {
            return add(key, first);
        }
        uploads.lock();
        try {
            return !exists(key) && upload(key, first, next, content);
        } catch (IOException | RuntimeException e) {
            removeUnfinished();
            throw e;
        } finally {
            uploads.unlock();
        }
    }

    private boolean upload(String key, byte[] first, byte[] second, InputStream rest) throws IOException {
        write(key, 0, first);
        long size = first.length;
        int n = 1;
        for (var part = second; part.length > 0; part = rest.readNBytes(PART_BYTES)) {
            write(key, n++, part);
            size += part.length;
        }
        long whole = size;
        return queue.wakeAfter(database.transact(session -> {
            session.update("DELETE FROM upload WHERE key = ?", key);
            return insert(session, key, whole, null);
        }));
    }

    private void removeUnfinished() {
        try {
            database.transact(session -> {
                session.update("DELETE FROM part WHERE key IN (SELECT key FROM upload)"
                        + " AND key NOT IN (SELECT key FROM object)");
                return session.update("DELETE FROM upload");
            });
        } catch (DatabaseException _) {
            // The next process removes it.
        }
    }

    private void write(String key, int n, byte[] part) {
        database.transact(session -> {
            if (n == 0) {
                session.update("INSERT OR IGNORE INTO upload (key) VALUES (?)", key);
            }
            return session.update("INSERT OR REPLACE INTO part (key, n, bytes) VALUES (?, ?, ?)", key, n, part);
        });
    }

    private boolean insert(Session session, String key, long size, byte @Nullable [] bytes) {
        boolean isMail = key.startsWith(INBOX);
        boolean isNew = session.update(
                        "INSERT OR IGNORE INTO object (key, arrival, size, bytes, authority) VALUES (?, ?, ?, ?, ?)",
                        key,
                        clock.instant().getEpochSecond(),
                        size,
                        bytes,
                        isMail ? mailServer : null)
                > 0;
        if (isNew) {
            if (isMail && mailServer == null) {
                session.update("INSERT OR IGNORE INTO verification (key) VALUES (?)", key);
            }
            Queue.add(session, key, false);
        }
        return isNew;
    }

    boolean exists(String key) {
        return database.read(session -> session.first("SELECT 1 FROM object WHERE key = ?", row -> 1, key))
                .isPresent();
    }

    @Override
    public Optional<StoredObject> open(String key) {
        return database.read(session -> session.first(
                "SELECT arrival, size, bytes FROM object WHERE key = ?",
                row -> {
                    byte[] bytes = row.getBytes(3);
                    InputStream content = bytes == null ? new Parts(key) : new ByteArrayInputStream(bytes);
                    return new StoredObject(content, row.getLong(2), Instant.ofEpochSecond(row.getLong(1)), Map.of());
                },
                key));
    }

    /// Returns the authority for the signatures of an object.
    Authority authority(String key) {
        return database.read(session -> session.first(
                        "SELECT authority, arrival FROM object WHERE key = ?",
                        row -> StoredAuthority.of(row.getString(1), Instant.ofEpochSecond(row.getLong(2))),
                        key))
                .orElse(Authority.None.NONE);
    }

    /// The bytes of an object in parts, of which one is in memory.
    private final class Parts extends InputStream {

        private final String key;
        private byte[] part = {};
        private int at;
        private int next;

        Parts(String key) {
            this.key = key;
        }

        @Override
        public int read() {
            return hasMore() ? part[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (length == 0 || !hasMore()) {
                return length == 0 ? 0 : -1;
            }
            int n = Math.min(length, part.length - at);
            System.arraycopy(part, at, bytes, offset, n);
            at += n;
            return n;
        }

        private boolean hasMore() {
            if (at == part.length) {
                var found = database.<Optional<byte[]>>read(session -> session.first(
                        "SELECT bytes FROM part WHERE key = ? AND n = ?", row -> row.getBytes(1), key, next));
                part = found.orElse(part);
                at = found.isPresent() ? 0 : at;
                next++;
            }
            return at < part.length;
        }
    }

    /// Lists the objects behind a key, in the order of their keys, without those whose signatures are still to be
    /// checked.
    List<Listed> list(String after) {
        return database.read(session -> session.select(
                "SELECT key, arrival, size FROM object WHERE key > ? AND NOT EXISTS"
                        + " (SELECT 1 FROM verification WHERE verification.key = object.key) ORDER BY key LIMIT ?",
                ObjectStore::listed,
                after,
                PAGE));
    }

    /// Notes that a report counts until then whose raw bytes these are.
    static void keep(Session session, String key, Instant expires) {
        session.update(
                "UPDATE object SET expires = max(coalesce(expires, 0), ?) WHERE key = ?",
                expires.getEpochSecond(),
                key);
    }

    /// Deletes an object unless it has come to be read again.
    static void delete(Session session, String key) {
        if (session.update("DELETE FROM object WHERE key = ? AND " + NOT_WAITING, key) > 0) {
            session.update("DELETE FROM part WHERE key = ?", key);
            session.update("DELETE FROM queue WHERE key = ?", key);
        }
    }

    static Listed listed(ResultSet row) throws SQLException {
        return new Listed(row.getString(1), Instant.ofEpochSecond(row.getLong(2)), row.getLong(3));
    }
}
