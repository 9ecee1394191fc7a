package tlsrpt.host;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Session;

/// The objects that wait to be read. An entry is there from the transaction that stores its object to the one that
/// counts the last of it.
///
/// The entries that a process was reading when it ended are among the first. The next process reads those last, each
/// alone, and records that it does. So an object that crashes the process is found, and blocks no other.
final class Queue {

    /// How many are read at once at most.
    static final int BATCH = 1_000;

    /// What may have ended one process with others at its side, and three alone.
    private static final int MOST_TRIES = 4;

    static final int MOST_FAILS = 5;

    private static final String IS_CHECKED =
            "NOT EXISTS (SELECT 1 FROM verification WHERE verification.key = queue.key)";

    private static final String ENTRY =
            "SELECT id, key, copied, tries, fails FROM queue WHERE fails < " + MOST_FAILS + " AND " + IS_CHECKED;

    /// Looks among the first alone: behind them, a backlog of mail may wait for its signatures.
    private static final String FIRST = "SELECT id, key, copied, tries, fails FROM (SELECT * FROM queue WHERE fails < "
            + MOST_FAILS + " AND tries = 0 AND due <= ? ORDER BY id LIMIT 1000) AS queue WHERE " + IS_CHECKED
            + " ORDER BY id LIMIT ?";

    private final Database database;
    private final Clock clock;
    private final Semaphore news = new Semaphore(0);
    /// The entries that this process has noted to be reading alone.
    private final Set<Long> noted = new HashSet<>();

    /// @param copied whether the object was stored, and perhaps read, before
    /// @param tries how often a process may have ended over it
    /// @param fails how often its reading failed
    record Entry(long id, String key, boolean copied, int tries, int fails) {

        boolean isHostile() {
            return tries >= MOST_TRIES;
        }

        private static Entry of(ResultSet row) throws SQLException {
            return new Entry(row.getLong(1), row.getString(2), row.getBoolean(3), row.getInt(4), row.getInt(5));
        }
    }

    /// Takes up what an earlier process left.
    Queue(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        database.transact(session -> session.update(
                "UPDATE queue SET tries = 1 WHERE id IN" + " (SELECT id FROM (" + ENTRY
                        + " AND tries = 0 ORDER BY id LIMIT ?))",
                BATCH));
    }

    /// Adds an entry, as part of a transaction.
    static void add(Session session, String key, boolean copied) {
        session.update("INSERT INTO queue (key, copied) VALUES (?, ?)", key, copied ? 1 : 0);
    }

    /// Has an object read again that is there already.
    void addAgain(String key) {
        database.transact(session -> {
            add(session, key, true);
            return 0;
        });
        wakeAfter(true);
    }

    /// Passes on whether something was added, and wakes up the reader if so.
    boolean wakeAfter(boolean added) {
        if (added) {
            news.release();
        }
        return added;
    }

    /// Returns those that are to be read next: several that nothing is known of, or a single one that may have ended a
    /// process; none if nothing comes for a moment.
    List<Entry> next() throws InterruptedException {
        news.drainPermits();
        var batch = due();
        if (batch.isEmpty() && news.tryAcquire(200, TimeUnit.MILLISECONDS)) {
            batch = due();
        }
        if (batch.size() == 1 && batch.getFirst().tries() > 0) {
            return List.of(note(batch.getFirst()));
        }
        return batch;
    }

    private List<Entry> due() {
        long now = clock.millis();
        return database.read(session -> {
            var innocent = session.select(FIRST, Entry::of, now, BATCH);
            if (innocent.isEmpty()) {
                innocent = session.select(
                        ENTRY + " AND tries = 0 AND due <= ? ORDER BY id LIMIT ?", Entry::of, now, BATCH);
            }
            return innocent.isEmpty()
                    ? session.select(ENTRY + " AND tries > 0 AND due <= ? ORDER BY id LIMIT 1", Entry::of, now)
                    : innocent;
        });
    }

    private Entry note(Entry entry) {
        if (!entry.isHostile() && noted.add(entry.id())) {
            database.transact(session -> session.update("UPDATE queue SET tries = tries + 1 WHERE id = ?", entry.id()));
        }
        return entry;
    }

    /// Takes an entry off, as part of the transaction that counts the last of its object, and with it what failed of
    /// the same object before.
    static void done(Session session, Entry entry) {
        session.update(
                "DELETE FROM queue WHERE id = ? OR (key = ? AND fails >= ?)", entry.id(), entry.key(), MOST_FAILS);
    }

    /// Has an entry read again after a while, since reading it failed.
    ///
    /// @return whether there is a next time
    boolean again(Entry entry) {
        long due = clock.millis() + (500L << entry.fails());
        database.transact(
                session -> session.update("UPDATE queue SET fails = fails + 1, due = ? WHERE id = ?", due, entry.id()));
        return entry.fails() + 1 < MOST_FAILS;
    }

    /// Returns whether an object waits to be read.
    boolean holds(String key) {
        return database.<Integer>read(session -> session.first(
                                "SELECT count(*) FROM queue WHERE key = ? AND fails < ?",
                                row -> row.getInt(1),
                                key,
                                MOST_FAILS)
                        .orElse(0))
                > 0;
    }

    int size() {
        return database.<Integer>read(
                session -> session.first("SELECT count(*) FROM queue WHERE fails < ?", row -> row.getInt(1), MOST_FAILS)
                        .orElse(0));
    }

    /// Returns the keys of the objects that were given up.
    Set<String> deadLetters() {
        return Set.copyOf(database.<List<String>>read(session -> session.select(
                "SELECT DISTINCT key FROM queue WHERE fails >= ?", row -> row.getString(1), MOST_FAILS)));
    }
}
