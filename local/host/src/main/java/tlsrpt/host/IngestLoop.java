package tlsrpt.host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tlsrpt.alerting.Alerter;
import tlsrpt.console.Tally;
import tlsrpt.ingest.Chunk;
import tlsrpt.ingest.Counting;
import tlsrpt.ingest.Ingest;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.ingest.ObjectRef;
import tlsrpt.report.Transport;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.sqlite.Session;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Settings;

/// Processes the queue. One transaction contains the counts of a chunk, the reports that alerting must evaluate and,
/// for the last chunk, the removal of the queue entry.
final class IngestLoop implements AutoCloseable {

    private static final int READERS = 4;
    /// What weighs less may wait in memory for its commit with the others of a batch.
    private static final int LIGHT = 50;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final Queue queue;
    private final Ingest ingest;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<HostEvent> audience;
    private final Runnable outbox;
    private final Map<String, CompletableFuture<Tally>> awaited = new ConcurrentHashMap<>();
    private final ExecutorService readers = Executors.newFixedThreadPool(
            READERS, Thread.ofPlatform().name("reader-", 1).daemon().factory());
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("ingest").unstarted(this::run);
    private @Nullable String trouble;
    private volatile boolean isReading;

    /// @param audience receives what happened, once it is committed
    /// @param outbox runs when alerting has reports to evaluate
    IngestLoop(
            Database database,
            Queue queue,
            Ingest ingest,
            Clock clock,
            RandomGenerator random,
            Consumer<HostEvent> audience,
            Runnable outbox) {
        this.database = database;
        this.queue = queue;
        this.ingest = ingest;
        this.clock = clock;
        this.random = random;
        this.audience = audience;
        this.outbox = outbox;
    }

    void start() {
        thread.start();
    }

    /// Returns what will have been done with an object when it is read; to be asked for before it is put on the queue.
    /// Waits for those that asked for the same object before.
    CompletableFuture<Tally> outcome(String key) {
        var mine = new CompletableFuture<Tally>();
        for (var other = awaited.putIfAbsent(key, mine); other != null; other = awaited.putIfAbsent(key, mine)) {
            other.handle((_, _) -> 0).join();
        }
        return mine;
    }

    /// Forgets that an outcome is waited for, since the object was not put on the queue.
    void forget(String key, CompletableFuture<Tally> outcome) {
        awaited.remove(key, outcome);
        outcome.cancel(false);
    }

    private void run() {
        try {
            while (!isStopping()) {
                try {
                    var batch = queue.next();
                    isReading = !batch.isEmpty();
                    if (isReading) {
                        readAll(batch);
                    }
                } catch (DatabaseException e) {
                    pause(e);
                } finally {
                    isReading = false;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll(List<Queue.Entry> batch) throws InterruptedException {
        var settings = Settings.read(database.table());
        var works = batch.stream()
                .<Callable<Run>>map(entry -> () -> read(entry, settings))
                .toList();
        DatabaseException fault = null;
        for (var work : readers.invokeAll(works)) {
            try {
                finish(work.resultNow());
            } catch (DatabaseException e) {
                fault = e;
            }
        }
        if (fault != null) {
            pause(fault);
        } else {
            trouble = null;
        }
    }

    /// What the database refuses stays in the queue until there is room again; it is said once.
    private void pause(DatabaseException fault) throws InterruptedException {
        if (!String.valueOf(fault.getMessage()).equals(trouble)) {
            trouble = fault.getMessage();
            audience.accept(new HostEvent.Trouble(String.valueOf(trouble)));
        }
        if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
    }

    /// Returns whether nothing waits, and the audience was told of all that was committed. An entry leaves the queue
    /// before that: so the queue is asked first.
    boolean isIdle() {
        return queue.size() == 0 && !isReading;
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    /// Reads an object. Its last transaction may be under way still, so that many are committed together.
    private Run read(Queue.Entry entry, Settings settings) {
        var run = new Run(entry, settings);
        if (isStopping()) {
            return run;
        }
        try {
            if (entry.isHostile()) {
                run.hold();
            } else {
                // Suspects are the queue's affair here: ingest is never told of a third time.
                int received = Math.min(2, 1 + entry.tries() + entry.fails());
                ingest.ingest(new ObjectRef(entry.key(), entry.copied(), "entry " + entry.id(), received), run::count);
            }
        } catch (RuntimeException | Error e) {
            run.last = CompletableFuture.failedFuture(e);
        }
        return run;
    }

    /// Waits for the last transaction of an object.
    private void finish(Run run) {
        if (run.last == null) {
            return;
        }
        var entry = run.entry;
        try {
            run.last.join().run();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DatabaseException fault) {
                throw fault;
            }
            audience.accept(new HostEvent.Trouble(entry.key() + ": " + e.getCause()));
            if (queue.again(entry)) {
                return;
            }
            run.tally.add(Tally.FAILED, 1);
        }
        settled(entry.key(), run.tally);
    }

    private void settled(String key, Tally tally) {
        var waiting = awaited.remove(key);
        if (waiting != null) {
            waiting.complete(tally);
        }
    }

    /// The reading of one object.
    private final class Run {

        private final Queue.Entry entry;
        private final Settings settings;
        private final Tally tally = new Tally();
        /// What is to be said once the last transaction is committed; `null` where the end of the process came first.
        private @Nullable CompletableFuture<Runnable> last;

        Run(Queue.Entry entry, Settings settings) {
            this.entry = entry;
            this.settings = settings;
        }

        void hold() {
            var why = HeldReport.of(HeldReason.HOSTILE, "the collector stopped three times while reading it", null);
            last = submit(true, counting -> {
                counting.held().hold(entry.key(), why, 0);
                counting.events().accept(new IngestEvent.Held(entry.key(), why));
            });
        }

        void count(Chunk chunk) {
            var submitted = submit(chunk.isLast(), chunk::count);
            if (chunk.isLast()) {
                last = submitted;
            }
            if (!chunk.isLast() || chunk.weight() > LIGHT) {
                try {
                    var said = submitted.join();
                    if (!chunk.isLast()) {
                        said.run();
                    }
                } catch (CompletionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                }
            }
        }

        private CompletableFuture<Runnable> submit(boolean isLast, Consumer<Counting> work) {
            return database.submit(session -> {
                var events = new ArrayList<IngestEvent>();
                work.accept(Counting.of(session.table(), settings, clock, random, events::add));
                boolean noted = false;
                for (var event : events) {
                    noted |= note(session, event);
                }
                if (isLast) {
                    Queue.done(session, entry);
                }
                boolean news = noted;
                return () -> tell(events, news);
            });
        }

        private void tell(List<IngestEvent> events, boolean news) {
            for (var event : events) {
                tally.add(TallyNames.word(event), 1);
                audience.accept(new HostEvent.Ingested(event));
            }
            if (news) {
                outbox.run();
            }
        }

        /// Returns whether alerting must evaluate it.
        private boolean note(Session session, IngestEvent event) {
            var counted = switch (event) {
                case IngestEvent.Recorded recorded -> recorded.report();
                case IngestEvent.Replaced replaced -> replaced.report();
                default -> null;
            };
            if (counted == null) {
                return false;
            }
            Instant expires = settings.retention().expiry(counted.ref().day());
            ObjectStore.keep(session, entry.key(), expires);
            var from = counted.provenance();
            if (from.transport() == Transport.IMPORT || !Alerter.isNews(from.arrival(), clock.instant())) {
                return false; // Alerting passes over what is imported or old.
            }
            Outbox.add(session, counted.ref());
            return true;
        }
    }

    /// Stops after the current objects; the rest is processed after the next start.
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        readers.shutdown();
    }
}
