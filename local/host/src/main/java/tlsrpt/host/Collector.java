package tlsrpt.host;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.actions.Actions;
import tlsrpt.actions.CountedDomains;
import tlsrpt.actions.Decision;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Digest;
import tlsrpt.alerting.DigestHtml;
import tlsrpt.alerting.DigestText;
import tlsrpt.alerting.RulesItem;
import tlsrpt.alerting.SendInProgressException;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.RawObjects;
import tlsrpt.console.AlertList;
import tlsrpt.console.ChannelState;
import tlsrpt.console.Check;
import tlsrpt.console.Forgetting;
import tlsrpt.console.History;
import tlsrpt.console.Operator;
import tlsrpt.console.ReceiverState;
import tlsrpt.console.ReporterList;
import tlsrpt.console.Sha256;
import tlsrpt.console.Status;
import tlsrpt.console.Tally;
import tlsrpt.gateway.Request;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.Deliveries;
import tlsrpt.host.notify.Message;
import tlsrpt.hosting.HostedPolicies;
import tlsrpt.ingest.Ingest;
import tlsrpt.intake.Intake;
import tlsrpt.report.ReportReader;
import tlsrpt.report.Severity;
import tlsrpt.sqlite.Database;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Decisions;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredPosture;
import tlsrpt.store.Views;
import tlsrpt.sts.StsRequest;
import tlsrpt.submit.Submit;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;

/// The functions' parts in one process on one folder, around one database.
public final class Collector implements Operator {

    private static final int REREAD_AT_ONCE = 1_000;
    /// Who made a change, in the audit log.
    private static final String COMMAND = "the command on this machine";

    private final Clock clock;
    private final DataFolder data;
    private final FreeSpace room;
    private final Database database;
    private final Table table;
    private final Queue queue;
    private final ObjectStore objects;
    private final IngestLoop ingest;
    private final @Nullable Verifier verifier;
    private final Deliveries deliveries;
    private final LocalChannel channel;
    private final Outbox outbox;
    private final Submit submit;
    private final Alerter alerter;
    private final Access access;
    private final Tokens tokens;
    private final Actions actions;
    private final HostedPolicies policies;
    private final WeeklyDigests digests;
    private final WatchLoop watch;
    private final Housekeeping housekeeping;
    private final Metrics metrics;
    private final Consumer<HostEvent> audience;
    /// Whether it sends alerts.
    private boolean serves;
    private volatile Predicate<String> checkable = _ -> false;
    private volatile List<Receiver> ways = List.of();
    private volatile @Nullable Check configuration;

    private Collector(
            DataFolder data,
            Database database,
            FreeSpace room,
            Access access,
            Clock clock,
            MailTrust trust,
            List<Channel> channels,
            Consumer<HostEvent> listener) {
        this.clock = clock;
        this.data = data;
        this.room = room;
        this.database = database;
        metrics = new Metrics(clock);
        audience = event -> {
            metrics.happened(event);
            listener.accept(event);
        };
        var random = new SecureRandom();
        deliveries = new Deliveries(database, channels, clock, told(audience));
        channel = new LocalChannel(deliveries, audience);
        table = database.table();
        queue = new Queue(database, clock);
        objects = new ObjectStore(database, queue, clock, trust.authservId());
        outbox = new Outbox(database, channel, clock, random, audience);
        var reading = new Ingest(objects, new Intake(new ReportReader(clock)), objects::authority);
        verifier = trust.keys() == null ? null : new Verifier(database, objects, queue, trust.keys(), clock, audience);
        ingest = new IngestLoop(database, queue, reading, clock, random, audience, outbox::wake);
        alerter = new Alerter(table, channel, clock, random, true);
        digests = new WeeklyDigests(table, deliveries, clock);
        watch = new WatchLoop(alerter, digests, clock, audience);
        housekeeping = new Housekeeping(database, clock, audience);
        submit = new Submit(objects, clock);
        tokens = new Tokens(table, clock, random);
        actions = new Actions(
                table,
                clock,
                random,
                new QueuedAgain(objects, queue, ingest),
                this::decideNow,
                "the configuration's 'domains'");
        policies = new HostedPolicies(table, clock);
        this.access = access;
    }

    /// Opens the collector of a data folder that no process works in.
    public static Optional<Operator> openIfFree(Path folder) throws IOException {
        var data = DataFolder.lock(folder);
        return data.isPresent() ? Optional.of(saying(openForACommand(data.get()))) : Optional.empty();
    }

    /// Turns faults of the database into what commands print.
    private static Operator saying(Operator operator) {
        return (Operator) Proxy.newProxyInstance(
                Operator.class.getClassLoader(), new Class<?>[] {Operator.class}, (_, method, arguments) -> {
                    try {
                        return method.invoke(operator, arguments);
                    } catch (InvocationTargetException e) {
                        var cause = e.getCause();
                        throw cause instanceof TableException ? new IOException(cause.getMessage(), cause) : cause;
                    }
                });
    }

    /// Opens one that checks no signatures and sends no alerts: both wait for one that serves.
    static Collector openForACommand(DataFolder data) throws IOException {
        var collector = opened(data, -1, Access.OPEN, Clock.systemUTC(), MailTrust.LATER, List.of(), _ -> {});
        collector.ingest.start();
        return collector;
    }

    /// Opens one that checks no signatures; new mail waits.
    static Collector open(DataFolder data, long floor, Access access, Consumer<HostEvent> audience) throws IOException {
        return open(data, floor, access, Clock.systemUTC(), MailTrust.LATER, audience);
    }

    /// @param floor the bytes of disk space to keep free; negative for the default
    /// @param access of those who read it over HTTP
    /// @param audience receives all that happens
    static Collector open(
            DataFolder data, long floor, Access access, Clock clock, MailTrust trust, Consumer<HostEvent> audience)
            throws IOException {
        return open(data, floor, access, clock, trust, List.of(), audience);
    }

    /// @param channels that alerts are sent to
    static Collector open(
            DataFolder data,
            long floor,
            Access access,
            Clock clock,
            MailTrust trust,
            List<Channel> channels,
            Consumer<HostEvent> audience)
            throws IOException {
        var collector = opened(data, floor, access, clock, trust, channels, audience);
        collector.serves = true;
        collector.ingest.start();
        if (collector.verifier != null) {
            collector.verifier.start();
        }
        collector.outbox.start();
        collector.deliveries.start();
        collector.watch.start();
        collector.housekeeping.start();
        return collector;
    }

    private static Collector opened(
            DataFolder data,
            long floor,
            Access access,
            Clock clock,
            MailTrust trust,
            List<Channel> channels,
            Consumer<HostEvent> audience)
            throws IOException {
        try {
            var room = new FreeSpace(data.root(), floor);
            var database = Database.open(DataFolder.database(data.root()), HostTables.SCHEMA);
            var collector = new Collector(data, database, room, access, clock, trust, channels, audience);
            if (Settings.read(collector.table).domains().isEmpty()) {
                collector.count(List.of("*"), false);
            }
            return collector;
        } catch (TableException e) {
            data.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Deliveries.Listener told(Consumer<HostEvent> audience) {
        return new Deliveries.Listener() {
            @Override
            public void delivered(String channel, Message message) {
                audience.accept(new HostEvent.Delivered(channel, message));
            }

            @Override
            public void failed(String channel, String problem) {
                audience.accept(new HostEvent.ChannelFailed(channel, problem));
            }
        };
    }

    /// Copies the database of a data folder, in which a process may work.
    static void backup(Path database, Path copy) throws IOException {
        try {
            Database.backup(database, HostTables.SCHEMA, copy);
        } catch (TableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Sets which domains count from now on, in addition to those that operators added.
    void count(List<String> domains, boolean unsigned) {
        new Settings(
                        new CountedDomains(table).with(domains),
                        Settings.read(table).retention(),
                        unsigned)
                .write(table);
    }

    Settings settings() {
        return Settings.read(table);
    }

    /// Sends alerts to these channels from now on.
    void sendTo(List<Channel> channels) {
        deliveries.change(channels);
    }

    /// Notes what is wrong with the configuration that was to be loaded; `null` if nothing is.
    void noteConfiguration(@Nullable Check fault) {
        configuration = fault;
    }

    Optional<Check> configuration() {
        return Optional.ofNullable(configuration);
    }

    /// Does now what the daily check does.
    void check() {
        watch.check();
    }

    /// Queues now the digests that are due.
    void queueDigests() {
        digests.queueDue();
    }

    /// Returns the latest week that each channel with a digest got, as its Monday, or nothing before the first look.
    Map<Channel, Optional<LocalDate>> digests() {
        return deliveries.channels().stream()
                .filter(channel -> channel.digest() != null)
                .collect(Collectors.toMap(channel -> channel, digests::last, (one, _) -> one, LinkedHashMap::new));
    }

    /// Says how long reports are kept, from a few days after today on.
    void keep(int days) {
        var settings = Settings.read(table);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        new Settings(settings.domains(), settings.retention().changed(days, today), settings.countUnsigned())
                .write(table);
    }

    /// Evaluates what a check of a domain showed.
    void checked(StoredPosture posture) {
        try {
            alerter.judgeCheck(posture);
        } catch (SendInProgressException _) {
            // The next check of the domain sends it.
        }
    }

    /// Says for which domains the dashboard offers a look.
    void offerChecks(Predicate<String> domains) {
        checkable = domains;
    }

    Table table() {
        return table;
    }

    /// Shows it to those who have access.
    Api api(Access readers) {
        return new Api(
                table,
                new RawObjects(objects, "local"),
                readers,
                clock,
                true,
                "",
                domain -> checkable.test(domain),
                () -> new SelfCheck(this, clock).faults());
    }

    Api api() {
        return api(access);
    }

    Submit submit() {
        return submit;
    }

    FreeSpace room() {
        return room;
    }

    DataFolder data() {
        return data;
    }

    /// Returns whether everything that was accepted is counted, evaluated and announced.
    boolean isIdle() {
        return ingest.isIdle() && outbox.isIdle();
    }

    /// Returns how many alerts wait for a channel.
    int unsent() {
        return deliveries.states().stream().mapToInt(ChannelState::waiting).sum();
    }

    private int waiting() {
        return queue.size() + outbox.size();
    }

    Status status() {
        return Status.of(
                        new Views(table, clock),
                        new AlertViews(table, clock),
                        new HeldObjects(table, clock),
                        queue.deadLetters(),
                        waiting())
                .with(deliveries.states(), wayStates());
    }

    /// Returns what Prometheus reads.
    byte[] metrics() throws IOException {
        var open = new AlertViews(table, clock)
                .open().stream()
                        .flatMap(alert -> Stream.of(Severity.values())
                                .filter(severity -> severity.token().equals(alert.severity())))
                        .collect(Collectors.groupingBy(severity -> severity, Collectors.counting()));
        return metrics.text(new Metrics.Moment(
                waiting(),
                open,
                deliveries.states(),
                wayStates(),
                room.free(),
                room.floor(),
                Files.size(DataFolder.database(data.root()))));
    }

    @Override
    public String status(boolean json) throws IOException {
        return json ? status().json() : status().words();
    }

    @Override
    public Tally importFile(Path file) throws IOException, InterruptedException {
        var key = "import/" + Sha256.of(file);
        var outcome = ingest.outcome(key);
        try {
            take(key, file);
        } catch (IOException | RuntimeException e) {
            ingest.forget(key, outcome);
            throw e;
        }
        return await(outcome);
    }

    /// Stores it where it is new, and has it read again where it is not.
    void take(String key, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            if (!objects.add(key, in)) {
                queue.addAgain(key);
            }
        }
    }

    @Override
    public Tally reread(boolean heldOnly, @Nullable LocalDate since) throws IOException, InterruptedException {
        var held = heldOnly ? held() : Set.<String>of();
        var total = new Tally();
        var places = new Semaphore(REREAD_AT_ONCE);
        for (var page = objects.list("");
                !page.isEmpty();
                page = objects.list(page.getLast().key())) {
            for (var object : page) {
                boolean early = since != null
                        && object.arrival().atZone(ZoneOffset.UTC).toLocalDate().isBefore(since);
                if (early || (heldOnly && !held.contains(object.key()))) {
                    continue;
                }
                places.acquire();
                var _ = ingest.outcome(object.key()).thenAccept(tally -> {
                    total.add(tally);
                    places.release();
                });
                queue.addAgain(object.key());
            }
        }
        places.acquire(REREAD_AT_ONCE);
        return total;
    }

    private Set<String> held() {
        var keys = new HeldObjects(table, clock).keys();
        keys.addAll(queue.deadLetters());
        return keys;
    }

    @Override
    public Answer forget(String report) {
        return new Forgetting(new Views(table, clock), new Ledger(table, clock, new SecureRandom())).forget(report);
    }

    @Override
    public String alerts(boolean json) throws IOException {
        var list = AlertList.of(new AlertViews(table, clock), new PostureItems(table, clock), clock);
        return json ? list.json() : list.words();
    }

    @Override
    public String digest(LocalDate monday, boolean html) {
        var digest = Digest.of(new Views(table, clock), new AlertViews(table, clock), monday, clock.instant());
        return html ? DigestHtml.of(digest) : DigestText.of(digest);
    }

    @Override
    public void testAlert() throws IOException {
        if (!serves) {
            throw new IOException("no collector is running in " + data.root()
                    + ", so nothing would deliver the alert. Start it with 'tlsrpt serve' and try again");
        }
        var test = Alert.test(clock.instant());
        channel.publish(test);
        channel.chat(test);
        if (deliveries.channels().isEmpty()) {
            throw new IOException("no channel is configured, so only the collector's output shows the test alert."
                    + " Add a [[channel]] to the configuration file");
        }
    }

    @Override
    public String rules() {
        return RulesItem.read(table).json();
    }

    @Override
    public void rules(String json) {
        rules(json, COMMAND);
    }

    void rules(String json, String who) {
        actions.replaceRules(Rules.of(json), who);
    }

    @Override
    public String reporters(boolean json) throws IOException {
        var list = ReporterList.of(new KnownReporters(table, clock), clock);
        return json ? list.json() : list.words();
    }

    @Override
    public Answer decide(Decision decision, String reporter) {
        return decide(decision, reporter, COMMAND);
    }

    Answer decide(Decision decision, String reporter, String who) {
        var made = actions.decide(decision, reporter, who);
        return new Answer(made.done(), made.text());
    }

    /// The daily check, or the first after the next start, says what it means for alerts.
    private Decision.Result decideNow(Decision decision, String reporter) {
        var answer = decision.make(decisions(), reporter);
        if (serves && answer.done()) {
            check();
        }
        return answer;
    }

    private Decisions decisions() {
        return new Decisions(table, clock, new SecureRandom());
    }

    @Override
    public List<String> historyObjects() {
        return History.objects(new Views(table, clock));
    }

    @Override
    public byte[] historyBlock(String key, int n) throws IOException {
        var found = objects.open(key);
        if (found.isEmpty()) {
            return new byte[0];
        }
        try (var object = found.get()) {
            return History.block(object.content(), n);
        }
    }

    @Override
    public Answer addToken(String name, boolean mayWrite) {
        return tokens.add(name, mayWrite);
    }

    @Override
    public Answer revokeToken(String name) {
        return tokens.revoke(name);
    }

    @Override
    public String tokens(boolean json) throws IOException {
        return tokens.list(json);
    }

    Tokens tokens() {
        return tokens;
    }

    Actions actions() {
        return actions;
    }

    /// Whether who asks has the claim that is required.
    boolean lets(Request request) {
        return access.allows(request);
    }

    /// Returns the claims that represent an API token in a request.
    Map<String, String> claimsOfTokens() {
        var required = access.required();
        return required.name().isEmpty() ? Map.of() : Map.of(required.name(), required.value());
    }

    @Override
    public StsRequest.Answer sts(StsRequest request) {
        return policies.answer(request, COMMAND);
    }

    HostedPolicies policies() {
        return policies;
    }

    private static Tally await(Future<Tally> outcome) throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Check> checks() throws IOException {
        return new SelfCheck(this, clock).checks();
    }

    Collection<String> deadLetters() {
        return queue.deadLetters();
    }

    List<ChannelState> channelStates() {
        return deliveries.states();
    }

    List<ReceiverState> wayStates() {
        return ways.stream().map(Receiver::state).toList();
    }

    /// Takes mail by these ways too, until it is closed.
    void startWays(List<Receiver> started) {
        ways = List.copyOf(started);
        var received = new ReceivedMail(this);
        ways.forEach(way -> way.start(received, problem -> audience.accept(new HostEvent.Trouble(problem))));
    }

    @Override
    public void close() {
        ways.forEach(Receiver::close);
        if (verifier != null) {
            verifier.close();
        }
        ingest.close();
        outbox.close();
        watch.close();
        deliveries.close();
        housekeeping.close();
        database.close();
        data.close();
    }
}
