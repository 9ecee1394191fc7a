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

/// Deletes expired objects and, if objects that do not count exceed their limit, the oldest of these. Raw objects of
/// counted reports are kept until the reports expire, however many other objects arrive.
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
    private final Thread thread =
            Thread.ofPlatform().name("housekeeping").daemon().unstarted(this::run);

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
        long then = now.minus(AGE).getEpochSecond();
        deleteAll("their reports have expired", Long.MAX_VALUE, "expires <= ?", now.getEpochSecond());
        deleteAll("not counted and 90 days old", Long.MAX_VALUE, "expires IS NULL AND arrival <= ?", then);
        long excess = uncounted() - QUOTA;
        if (excess > 0) {
            deleteAll(
                    "objects that do not count exceed 50 MB",
                    excess,
                    "expires IS NULL AND arrival <= ?",
                    Long.MAX_VALUE);
        }
    }

    private long uncounted() {
        return database.<Long>read(session -> session.first(
                        "SELECT coalesce(sum(size + " + OVERHEAD + "), 0) FROM object WHERE expires IS NULL AND "
                                + ObjectStore.NOT_WAITING,
                        row -> row.getLong(1))
                .orElse(0L));
    }

    /// Deletes the oldest of some objects until enough is freed. What is still to be read stays.
    private void deleteAll(String why, long excess, String which, long second) {
        long left = excess;
        while (left > 0) {
            var oldest = database.<List<ObjectStore.Listed>>read(session -> session.select(
                    "SELECT key, arrival, size FROM object WHERE " + which + " AND " + ObjectStore.NOT_WAITING
                            + " ORDER BY arrival LIMIT ?",
                    ObjectStore::listed,
                    second,
                    AT_ONCE));
            if (oldest.isEmpty()) {
                return;
            }
            int enough = 0;
            while (enough < oldest.size() && left > 0) {
                left -= oldest.get(enough++).size() + OVERHEAD;
            }
            delete(oldest.subList(0, enough), why);
        }
    }

    private void delete(List<ObjectStore.Listed> objects, String why) {
        database.transact(session -> {
            var held = new HeldObjects(session.table(), clock);
            for (var object : objects) {
                ObjectStore.delete(session, object.key());
                held.release(object.key());
            }
            return 0;
        });
        audience.accept(new HostEvent.Deleted(objects.size(), why));
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
