package tlsrpt.host;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.alerting.RulesItem;
import tlsrpt.alerting.SendInProgressException;
import tlsrpt.health.Rules;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.sqlite.Session;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Views;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The reports that alerting has not evaluated yet. The result of evaluating a report and its removal are one
/// transaction; alerts are sent afterwards.
final class Outbox implements AutoCloseable {

    private static final int PAGE = 256;

    private final Database database;
    private final Channel channel;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<HostEvent> audience;
    private final Semaphore news = new Semaphore(1);
    private volatile boolean isEvaluating;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("outbox").unstarted(this::run);

    private record Entry(long id, ReportRef report) {}

    Outbox(Database database, Channel channel, Clock clock, RandomGenerator random, Consumer<HostEvent> audience) {
        this.database = database;
        this.channel = channel;
        this.clock = clock;
        this.random = random;
        this.audience = audience;
    }

    /// Adds a report, as part of the transaction that records it.
    static void add(Session session, ReportRef report) {
        session.update(
                "INSERT INTO outbox (domain, day, report) VALUES (?, ?, ?)",
                report.domain(),
                report.day().toString(),
                report.identity());
    }

    void wake() {
        news.release();
    }

    int size() {
        return database.<Integer>read(session -> session.first("SELECT count(*) FROM outbox", row -> row.getInt(1))
                .orElse(0));
    }

    /// Returns whether nothing waits, and every alert is sent. An entry is taken out before that: so the table is asked
    /// first.
    boolean isIdle() {
        return size() == 0 && !isEvaluating;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (stop.getCount() > 0) {
                try {
                    var entries = page();
                    isEvaluating = !entries.isEmpty();
                    if (entries.isEmpty()) {
                        var _ = news.tryAcquire(1, TimeUnit.SECONDS);
                        news.drainPermits();
                    }
                    evaluateAll(entries);
                } catch (DatabaseException _) {
                    // The reader says so; this waits until there is room.
                    var _ = stop.await(1, TimeUnit.SECONDS);
                } finally {
                    isEvaluating = false;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Entry> page() {
        return database.read(session -> session.select(
                "SELECT id, domain, day, report FROM outbox ORDER BY id LIMIT ?",
                row -> new Entry(
                        row.getLong(1),
                        new ReportRef(row.getString(2), LocalDate.parse(row.getString(3)), row.getString(4))),
                PAGE));
    }

    /// Reports that change nothing are removed together: evaluating them again after a crash changes nothing either.
    private void evaluateAll(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var looked = new ArrayList<Entry>();
        var rules = RulesItem.read(database.table());
        try {
            for (var entry : entries) {
                if (stop.getCount() > 0 && !evaluate(entry, rules)) {
                    looked.add(entry);
                }
            }
        } finally {
            if (!looked.isEmpty()) {
                database.transact(session -> {
                    looked.forEach(entry -> remove(session, entry.id()));
                    return 0;
                });
            }
        }
    }

    /// Returns whether what followed has taken the entry out.
    private boolean evaluate(Entry entry, Rules rules) {
        var table = new Removing(entry.id());
        try {
            var report = new Views(table, clock).report(entry.report());
            if (report.isPresent()) {
                var alerter = new Alerter(table, channel, clock, random, true);
                alerter.judge(report.get(), clock.instant(), rules);
            }
        } catch (SendInProgressException _) {
            // The daily check sends it.
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            audience.accept(new HostEvent.Trouble("evaluating " + entry.report() + ": " + e));
        }
        return table.isRemoved;
    }

    private static int remove(Session session, long id) {
        return session.update("DELETE FROM outbox WHERE id = ?", id);
    }

    /// The table, whose first write removes the entry too.
    private final class Removing implements Table {

        private final long id;
        private boolean isRemoved;

        Removing(long id) {
            this.id = id;
        }

        @Override
        public Optional<Item> get(Key key) {
            return database.table().get(key);
        }

        @Override
        public Found query(Range range, int limit) {
            return database.table().query(range, limit);
        }

        @Override
        public Written write(List<Write> writes) {
            if (isRemoved) {
                return database.table().write(writes);
            }
            var written = database.transact(session -> {
                var done = session.table().write(writes);
                if (done instanceof Written.Done) {
                    remove(session, id);
                }
                return done;
            });
            isRemoved = written instanceof Written.Done;
            return written;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        news.release();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
