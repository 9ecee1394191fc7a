package tlsrpt.host;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.store.HeldObjects;

/// Deletes what has expired, and the oldest of what does not count when there is too much of it. Raw bytes that reports
/// rest on are not touched before these expire, whatever else arrives.
final class Housekeeping implements AutoCloseable {

    /// What does not count and is kept at most, in bytes.
    static final long QUOTA = 50_000_000;

    /// What an object costs beside its bytes.
    private static final int OVERHEAD = 512;

    private static final Duration AGE = Duration.ofDays(90);
    private static final int AT_ONCE = 500;
    private static final long MILLIS = 1_000;

    private final Database database;
    private final Clock clock;
    private final Consumer<HostEvent> audience;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("housekeeping").daemon().unstarted(this::run);

    Housekeeping(Database database, Clock clock, Consumer<HostEvent> audience) {
        this.database = database;
        this.clock = clock;
        this.audience = audience;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    tidy();
                } catch (DatabaseException _) {
                    // Tried again in a moment; the reader says what is wrong.
                }
            } while (!stop.await(MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void tidy() {
        var now = clock.instant();
        while (database.deleteExpired(now, AT_ONCE) == AT_ONCE) {
            // There may be more.
        }
        drop("its reports have expired", "WHERE expires <= ? LIMIT ?", now.getEpochSecond());
        drop("it is 90 days old", "WHERE expires IS NULL AND arrival <= ? LIMIT ?", now.minus(AGE).getEpochSecond());
        long excess = uncounted() - QUOTA;
        while (excess > 0) {
            long freed = dropOldest(excess);
            if (freed == 0) {
                return; // All of it is still to be read.
            }
            excess -= freed;
        }
    }

    private long uncounted() {
        return database.<Long>read(session -> session.first(
                        "SELECT coalesce(sum(size + " + OVERHEAD + "), 0) FROM object WHERE expires IS NULL AND "
                                + Objects.NOT_WAITING,
                        row -> row.getLong(1))
                .orElse(0L));
    }

    private long dropOldest(long excess) {
        var oldest = database.<List<Objects.Listed>>read(session -> session.select(
                "SELECT key, arrival, size FROM object WHERE expires IS NULL AND " + Objects.NOT_WAITING
                        + " ORDER BY arrival LIMIT ?",
                Objects::listed,
                AT_ONCE));
        long freed = 0;
        for (var object : oldest) {
            if (freed < excess && delete(object.key(), "what does not count exceeds 50 MB")) {
                freed += object.size() + OVERHEAD;
            }
        }
        return freed;
    }

    private void drop(String why, String which, long second) {
        List<String> keys;
        do {
            keys = database.read(session -> session.select(
                    "SELECT key FROM object " + which, row -> row.getString(1), second, AT_ONCE));
            long deleted = keys.stream().filter(key -> delete(key, why)).count();
            if (deleted == 0) {
                return;
            }
        } while (keys.size() == AT_ONCE);
    }

    private boolean delete(String key, String why) {
        boolean deleted = database.transact(session -> {
            boolean done = Objects.delete(session, key);
            if (done) {
                new HeldObjects(session.table(), clock).release(key);
            }
            return done;
        });
        if (deleted) {
            audience.accept(new HostEvent.Dropped(key, why));
        }
        return deleted;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
