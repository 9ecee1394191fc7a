package tlsrpt.host;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.RulesItem;
import tlsrpt.api.Access;
import tlsrpt.api.Api;
import tlsrpt.api.ApiFunction;
import tlsrpt.api.RawObjects;
import tlsrpt.console.AlertList;
import tlsrpt.console.Forgetting;
import tlsrpt.console.Operator;
import tlsrpt.console.Sha256;
import tlsrpt.console.Status;
import tlsrpt.console.Tally;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.ingest.Batch;
import tlsrpt.ingest.IngestFunction;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Ledger;
import tlsrpt.store.ReportRef;
import tlsrpt.store.Retry;
import tlsrpt.store.Settings;
import tlsrpt.store.Table;
import tlsrpt.store.TableSchema;
import tlsrpt.store.Views;
import tlsrpt.submit.Submit;
import tlsrpt.submit.SubmitFunction;

/// The functions and what they need of AWS, in one process on one folder.
public final class Collector implements Operator {

    private static final String TABLE = "tlsrpt";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int REREAD_AT_ONCE = 1_000;

    private final Clock clock = Clock.systemUTC();
    private final DataFolder data;
    private final DynamoDbFile dynamoDb;
    private final Table table;
    private final Queue queue;
    private final FolderS3 s3;
    private final IngestLoop ingest;
    private final SubmitFunction submit;
    private final ApiFunction api;
    private final Alerter alerter;
    private final WatchLoop watch;
    private final Consumer<Happening> audience;

    private Collector(DataFolder data, Access access, Consumer<Happening> audience) throws IOException {
        this.data = data;
        dynamoDb = new DynamoDbFile(data.table().resolve("tlsrpt.db").toFile());
        var client = dynamoDb.client();
        TableSchema.create(client, TABLE);
        table = new Table(client, TABLE, new Retry(PATIENCE, new SecureRandom(), Retry.Time.SYSTEM));
        queue = new Queue(data);
        s3 = new FolderS3(data, queue);
        alerter = new Alerter(table, new LocalChannel(audience), clock, new SecureRandom(), true);
        ingest = new IngestLoop(queue, this::ingest, happening -> {
            audience.accept(happening);
            judge(happening, audience);
        });
        watch = new WatchLoop(alerter, clock, detail -> audience.accept(Happening.trouble(detail)));
        this.audience = audience;
        submit = new SubmitFunction(new Submit(s3, clock));
        api = new ApiFunction(new Api(table, new RawObjects(s3, FolderS3.BUCKET), access, clock, true, ""));
    }

    /// @param audience hears of all that becomes of reports
    static Collector open(DataFolder data, Consumer<Happening> audience) throws IOException {
        return open(data, Access.OPEN, audience);
    }

    /// Opens the collector of a data folder that no process works in.
    public static Optional<Operator> openIfFree(Path folder) throws IOException {
        var data = DataFolder.lock(folder);
        return data.isPresent() ? Optional.of(open(data.get(), _ -> {})) : Optional.empty();
    }

    /// @param access of those who read it over HTTP
    static Collector open(DataFolder data, Access access, Consumer<Happening> audience) throws IOException {
        var collector = new Collector(data, access, audience);
        if (Settings.read(collector.table).domains().isEmpty()) {
            collector.count(List.of("*"), true);
        }
        collector.ingest.start();
        collector.watch.start();
        return collector;
    }

    /// In place of the table's stream: what ingest says that it recorded. What gets lost between the two is made up for
    /// by the watch.
    private void judge(Happening happening, Consumer<Happening> audience) {
        if (!List.of("recorded", "replaced").contains(happening.event())) {
            return;
        }
        try {
            var ref = new ReportRef(
                    happening.get("domain"), LocalDate.parse(happening.get("day")), happening.get("report"));
            var report = new Views(table, clock).report(ref);
            if (report.isPresent()) {
                alerter.judge(report.get(), clock.instant(), alerter.rules());
            }
        } catch (RuntimeException e) {
            audience.accept(Happening.trouble("an alert: " + e));
        }
    }

    private RequestStreamHandler ingest(PrintStream journal) {
        return new IngestFunction(Batch.of(s3, FolderS3.BUCKET, table, clock, new SecureRandom(), journal));
    }

    /// Says what counts from now on.
    void count(List<String> domains, boolean unsigned) {
        new Settings(domains, Settings.read(table).retention(), unsigned).write(table);
    }

    RequestStreamHandler api() {
        return api;
    }

    RequestStreamHandler submit() {
        return submit;
    }

    FolderS3 s3() {
        return s3;
    }

    DataFolder data() {
        return data;
    }

    /// Whether all that was taken in has been worked on.
    boolean isIdle() {
        return queue.isEmpty();
    }

    Status status() {
        return Status.of(new Views(table, clock), new HeldObjects(table, clock), queue.deadLetters(), queue.size());
    }

    @Override
    public String status(boolean json) throws IOException {
        return json ? status().json() : status().words();
    }

    @Override
    public Tally importFile(Path file) throws IOException, InterruptedException {
        var key = "import/" + Sha256.of(file);
        var outcome = ingest.outcome(key);
        take(key, file);
        return await(outcome);
    }

    /// Stores it where it is new, and has it read again where it is not.
    void take(String key, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            if (!s3.add(key, in)) {
                queue.ready(queue.announce(key, true));
            }
        }
    }

    @Override
    public Tally reread(boolean heldOnly, @Nullable LocalDate since) throws IOException, InterruptedException {
        var held = heldOnly ? held() : Set.<String>of();
        var total = new Tally();
        var places = new Semaphore(REREAD_AT_ONCE);
        s3.visit((key, stored) -> {
            boolean early =
                    since != null && stored.atZone(ZoneOffset.UTC).toLocalDate().isBefore(since);
            if (early || (heldOnly && !held.contains(key))) {
                return;
            }
            places.acquire();
            var _ = ingest.outcome(key).thenAccept(tally -> {
                total.add(tally);
                places.release();
            });
            queue.ready(queue.announce(key, true));
        });
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
        var list = AlertList.of(new Views(table, clock), clock);
        return json ? list.json() : list.words();
    }

    @Override
    public void testAlert() {
        new LocalChannel(audience).publish(Alert.test(clock.instant()));
    }

    @Override
    public String rules() {
        return RulesItem.read(table).json();
    }

    @Override
    public void rules(String json) {
        RulesItem.write(table, Rules.of(json));
    }

    private static Tally await(Future<Tally> outcome) throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ingest.close();
        watch.close();
        dynamoDb.close();
        data.close();
    }
}
