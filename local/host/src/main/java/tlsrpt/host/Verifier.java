package tlsrpt.host;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.intake.DkimCheck;
import tlsrpt.intake.KeyLookup;
import tlsrpt.intake.Verdict;
import tlsrpt.intake.Verdict.Why;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;

/// Checks the signatures of mail from the inbox before it is read, and stores the verdict beside it.
///
/// It has threads of its own, so that a name server that does not answer delays nothing that waits to be read. An
/// object is in the table `verification` until its verdict is stored, so a kill loses nothing.
final class Verifier implements AutoCloseable {

    private static final int AT_ONCE = 8;
    private static final Duration FIRST_PAUSE = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final ObjectStore objects;
    private final Queue queue;
    private final DkimCheck check;
    private final Clock clock;
    private final Consumer<HostEvent> audience;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private final ExecutorService checkers = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("verifier-", 1).daemon().factory());
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("verifier").unstarted(this::run);

    private record Waiting(String key, int tries) {}

    Verifier(
            Database database,
            ObjectStore objects,
            Queue queue,
            KeyLookup keys,
            Clock clock,
            Consumer<HostEvent> audience) {
        this.database = database;
        this.objects = objects;
        this.queue = queue;
        this.check = new DkimCheck(keys);
        this.clock = clock;
        this.audience = audience;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!isStopping()) {
                news.drainPermits();
                try {
                    begin();
                } catch (DatabaseException e) {
                    audience.accept(new HostEvent.Trouble(String.valueOf(e.getMessage())));
                    stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
                news.tryAcquire(200, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    /// Hands out what is due, mail that was not tried before first.
    private void begin() {
        var due = database.read(session -> session.select(
                "SELECT key, tries FROM verification WHERE due <= ? ORDER BY tries, due LIMIT ?",
                row -> new Waiting(row.getString(1), row.getInt(2)),
                clock.millis(),
                2 * AT_ONCE));
        for (var waiting : due) {
            if (inHand.size() < AT_ONCE && inHand.add(waiting.key())) {
                checkers.execute(() -> check(waiting));
            }
        }
    }

    private void check(Waiting waiting) {
        try {
            if (!isStopping()) {
                verify(waiting);
            }
        } catch (IOException | DatabaseException e) {
            pause(waiting.key() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            if (isStopping()) {
                return; // The stop may be the reason, and must not make the mail unsigned.
            }
            audience.accept(new HostEvent.Trouble(waiting.key() + ": " + e));
            settle(waiting.key(), StoredAuthority.unsigned(Why.NOT_CHECKED));
        } finally {
            inHand.remove(waiting.key());
            news.release();
        }
    }

    private void verify(Waiting waiting) throws IOException {
        var found = objects.open(waiting.key());
        if (found.isEmpty()) {
            settle(waiting.key(), StoredAuthority.unsigned(Why.NOT_CHECKED));
            return;
        }
        try (var object = found.get()) {
            switch (check.check(object.content(), object.stored())) {
                case Verdict.Verified verified -> settle(waiting.key(), StoredAuthority.verified(verified));
                case Verdict.Unsigned unsigned -> settle(waiting.key(), StoredAuthority.unsigned(unsigned.why()));
                case Verdict.TryAgain again -> {
                    var end = object.stored().plus(LONGEST);
                    if (isStopping()) {
                        return; // The answer may be missing because of that.
                    }
                    if (clock.instant().isBefore(end)) {
                        var next = clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << Math.min(3, waiting.tries())));
                        postpone(waiting, Math.min(next.toEpochMilli(), end.toEpochMilli()), again.detail());
                    } else {
                        settle(waiting.key(), StoredAuthority.unsigned(Why.NO_ANSWER));
                    }
                }
            }
        }
    }

    private void postpone(Waiting waiting, long due, String detail) {
        database.transact(session ->
                session.update("UPDATE verification SET tries = tries + 1, due = ? WHERE key = ?", due, waiting.key()));
        long minutes = Duration.ofMillis(due - clock.millis()).toMinutes();
        audience.accept(new HostEvent.Trouble(
                waiting.key() + " is not verified yet: " + detail + ". Retrying in " + minutes + " minutes."));
    }

    private void settle(String key, String authority) {
        database.transact(session -> {
            session.update("UPDATE object SET authority = ? WHERE key = ?", authority, key);
            return session.update("DELETE FROM verification WHERE key = ?", key);
        });
        queue.wakeAfter(true);
    }

    private void pause(String trouble) {
        audience.accept(new HostEvent.Trouble(trouble));
        try {
            stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends without waiting for name servers; what is being checked is checked again at the next start.
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
            checkers.shutdownNow();
            checkers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
