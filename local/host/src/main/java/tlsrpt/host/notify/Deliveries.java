package tlsrpt.host.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.console.ChannelState;
import tlsrpt.health.Alert;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.sqlite.Session;

/// The undelivered messages of each channel, in the database.
///
/// An alert enters once per channel, however often it is added. It leaves when the channel has accepted it; only a kill
/// between that and the commit has it sent a second time. So does a digest. A failure is retried with growing pauses
/// for a week. Alerts
/// of one incident stay in order; those of other incidents do not wait for them.
public final class Deliveries implements AutoCloseable {

    /// - `delivery`: one row per alert and channel. `due`, `created` and `done` are in milliseconds; `done` is set once
    ///   the channel accepted the alert, or, if `lost` is set, when it was given up.
    public static final List<String> TABLES = List.of(
            "CREATE TABLE delivery (id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL,"
                    + " transition TEXT NOT NULL, incident TEXT NOT NULL, alert TEXT NOT NULL, created INTEGER NOT NULL,"
                    + " tries INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0, done INTEGER,"
                    + " lost INTEGER NOT NULL DEFAULT 0, problem TEXT, UNIQUE (channel, transition))",
            "CREATE INDEX delivery_waiting ON delivery (channel, id) WHERE done IS NULL");

    static final Duration GIVEN_UP = Duration.ofDays(7);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Receives the outcome of deliveries.
    public interface Listener {

        /// A channel has accepted an alert or a digest.
        void delivered(String channel, Message message);

        /// A channel has begun to fail, fails for another reason, or an alert was given up.
        void failed(String channel, String problem);
    }

    private record Entry(long id, Message message, Instant created, int tries) {}

    private final Database database;
    private volatile List<Channel> channels;
    private final Clock clock;
    private final Listener listener;
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> news = new ConcurrentHashMap<>();
    private List<Thread> threads = List.of();
    /// Threads of an earlier round end.
    private volatile int round;

    public Deliveries(Database database, List<Channel> channels, Clock clock, Listener listener) {
        this.database = database;
        this.channels = List.copyOf(channels);
        this.clock = clock;
        this.listener = listener;
        channels.forEach(channel -> news.put(channel.name(), new Semaphore(1)));
    }

    /// Starts to deliver. Virtual threads, as an interrupt ends their waiting for a socket.
    public synchronized void start() {
        int begun = round;
        threads = channels.stream()
                .map(channel ->
                        Thread.ofVirtual().name("channel " + channel.name()).start(() -> deliverAll(channel, begun)))
                .toList();
    }

    /// Delivers to these channels from now on. What waits for a channel that is not among them waits for one of its
    /// name.
    public synchronized void change(List<Channel> others) {
        others.forEach(channel -> news.putIfAbsent(channel.name(), new Semaphore(1)));
        channels = List.copyOf(others);
        problems.clear();
        end();
        start();
    }

    /// Adds an alert for each channel whose filter it passes, unless it is there.
    ///
    /// @param forPeople for which kind of channel
    public void add(Alert alert, boolean forPeople) {
        var recipients = channels.stream()
                .filter(channel ->
                        channel.forPeople() == forPeople && channel.filter().passes(alert))
                .map(Channel::name)
                .toList();
        if (recipients.isEmpty()) {
            return;
        }
        long now = clock.millis();
        database.transact(session -> {
            session.update("DELETE FROM delivery WHERE created <= ?", now - KEPT.toMillis());
            recipients.forEach(channel -> insert(session, channel, new Message.OfAlert(alert), now));
            return 0;
        });
        recipients.forEach(channel -> news(channel).release());
    }

    /// Adds a digest for one channel, unless it is there, with what remembers that in the same transaction.
    public void add(String channel, Message.OfWeek digest, Consumer<Session> remember) {
        database.transact(session -> {
            insert(session, channel, digest, clock.millis());
            remember.accept(session);
            return 0;
        });
        news(channel).release();
    }

    private static void insert(Session session, String channel, Message message, long now) {
        session.update(
                "INSERT INTO delivery (channel, transition, incident, alert, created) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                channel,
                message.id(),
                message.thread(),
                message.json(),
                now);
    }

    public List<Channel> channels() {
        return channels;
    }

    /// Returns the state of each channel.
    public List<ChannelState> states() {
        return database.read(session ->
                channels.stream().map(channel -> state(session, channel)).toList());
    }

    private static ChannelState state(Session session, Channel channel) {
        return session.first(
                        "SELECT count(*) FILTER (WHERE done IS NULL), count(*) FILTER (WHERE lost),"
                                + " max(done) FILTER (WHERE NOT lost),"
                                + " (SELECT problem FROM delivery WHERE channel = ?1 AND done IS NULL AND problem NOTNULL"
                                + " ORDER BY id LIMIT 1) FROM delivery WHERE channel = ?1",
                        row -> {
                            long delivered = row.getLong(3);
                            return new ChannelState(
                                    channel.name(),
                                    channel.type(),
                                    row.getInt(1),
                                    row.getInt(2),
                                    delivered == 0 ? null : Instant.ofEpochMilli(delivered),
                                    row.getString(4));
                        },
                        channel.name())
                .orElseThrow();
    }

    private void deliverAll(Channel channel, int of) {
        try {
            while (of == round) {
                try {
                    if (!deliverNext(channel)) {
                        var _ = news(channel.name()).tryAcquire(1, TimeUnit.SECONDS);
                        news(channel.name()).drainPermits();
                    }
                } catch (DatabaseException _) {
                    Thread.sleep(Duration.ofSeconds(1)); // The reader says what is wrong.
                }
            }
        } catch (InterruptedException _) {
            // The process ends; what was not accepted is sent after the next start.
        }
    }

    private Semaphore news(String channel) {
        return news.getOrDefault(channel, new Semaphore(0));
    }

    /// Attempts the next delivery of a channel that is due.
    ///
    /// @return `false` if none is due
    boolean deliverNext(Channel channel) throws InterruptedException {
        var found = next(channel);
        if (found.isEmpty()) {
            return false;
        }
        var next = found.get();
        try {
            switch (next.message()) {
                case Message.OfAlert alert -> channel.destination().send(alert.alert());
                case Message.OfWeek digest -> channel.destination().send(digest);
            }
        } catch (DeliveryException e) {
            failed(channel, next, e);
            return true;
        }
        database.transact(session ->
                session.update("UPDATE delivery SET done = ?, problem = NULL WHERE id = ?", clock.millis(), next.id()));
        problems.remove(channel.name());
        listener.delivered(channel.name(), next.message());
        return true;
    }

    private Optional<Entry> next(Channel channel) {
        return database.read(session -> session.first(
                "SELECT id, incident, alert, created, tries FROM delivery AS d WHERE channel = ?1 AND done IS NULL"
                        + " AND due <= ?2 AND NOT EXISTS (SELECT 1 FROM delivery WHERE channel = ?1"
                        + " AND done IS NULL AND incident = d.incident AND id < d.id) ORDER BY id LIMIT 1",
                row -> new Entry(
                        row.getLong(1),
                        Message.of(row.getString(2), row.getString(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getInt(5)),
                channel.name(),
                clock.millis()));
    }

    private void failed(Channel channel, Entry entry, DeliveryException e) {
        var problem = String.valueOf(e.getMessage());
        var now = clock.instant();
        boolean isLost = !now.isBefore(entry.created().plus(GIVEN_UP));
        var due = now.plus(max(pause(entry.tries()), e.notBefore()));
        database.transact(session -> session.update(
                "UPDATE delivery SET tries = tries + 1, due = ?, problem = ?, done = ?, lost = ? WHERE id = ?",
                due.toEpochMilli(),
                problem,
                isLost ? now.toEpochMilli() : null,
                isLost ? 1 : 0,
                entry.id()));
        if (isLost) {
            var subject = entry.message().subject();
            listener.failed(channel.name(), "gave up after 7 days: " + subject + " (" + problem + ")");
        } else if (!problem.equals(problems.put(channel.name(), problem))) {
            listener.failed(channel.name(), problem);
        }
    }

    /// Returns the pause after a number of failures.
    static Duration pause(int failures) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /// Lets a message that is being sent end, for a few seconds, as it would be sent again.
    @Override
    public synchronized void close() {
        end();
    }

    private synchronized void end() {
        round++;
        news.values().forEach(Semaphore::release);
        try {
            for (var thread : threads) {
                if (!thread.join(GRACE)) {
                    thread.interrupt();
                    thread.join();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
