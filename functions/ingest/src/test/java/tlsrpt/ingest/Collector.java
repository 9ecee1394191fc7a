package tlsrpt.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import tlsrpt.report.Headline;
import tlsrpt.store.Decisions;
import tlsrpt.store.DelegatingTable;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.ListedTable;
import tlsrpt.store.MeteredTable;
import tlsrpt.store.Page;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Tables;
import tlsrpt.store.Views;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The function on a bucket and a table in memory, at noon on 2026-03-02; example.com is ours.
final class Collector {

    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    static final String DONE = "{\"batchItemFailures\":[]}";

    final InMemoryBucket bucket = new InMemoryBucket();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final Map<Call, Integer> callsThatSucceed = new EnumMap<>(Call.class);
    private final ListedTable items = new ListedTable(Tables.inMemory());
    private final MeteredTable meter = new MeteredTable(items);
    private final Table table = new Failing(meter);
    private final Batch batch;
    private final IngestFunction function;
    private int written;
    private IntSupplier millisLeft = () -> 60_000;

    Collector() {
        domains("example.com");
        batch = Batch.of(
                bucket, "raw", table, clock, new Random(2), new PrintStream(log, true, StandardCharsets.UTF_8));
        function = new IngestFunction(batch);
    }

    void domains(String... domains) {
        new Settings(List.of(domains), Retention.DEFAULT, false).write(table);
    }

    void countUnsigned() {
        new Settings(List.of("example.com"), Retention.DEFAULT, true).write(table);
    }

    void millisLeft(IntSupplier millisLeft) {
        this.millisLeft = millisLeft;
    }

    /// The calls of the table: a write alone by its kind, others together.
    enum Call {
        GET,
        QUERY,
        PUT,
        CHANGE,
        DELETE,
        TRANSACTION
    }

    /// Lets calls of the table fail, after so many more that succeed.
    void fail(Call call, int succeeding) {
        callsThatSucceed.put(call, succeeding);
    }

    /// How many items have been written.
    int writes() {
        return written;
    }

    void prime() {
        batch.prime();
    }

    /// The cost of all calls since the last time.
    MeteredTable.Cost cost() {
        return meter.take();
    }

    Table table() {
        return table;
    }

    /// Everything that the table holds.
    List<Item> items() {
        return items.items();
    }

    void heal() {
        callsThatSucceed.clear();
    }

    void put(String key, byte[] bytes) {
        if (key.startsWith("mail/")) {
            bucket.putBySes(key, bytes, NOON);
        } else {
            bucket.put(key, bytes, NOON, Map.of());
        }
    }

    /// Puts it and tells the function.
    String take(String key, byte[] bytes) throws IOException {
        put(key, bytes);
        return invoke(created("m1", key));
    }

    String invoke(String... messages) throws IOException {
        var event = "{\"Records\":[" + String.join(",", messages) + "]}";
        var answer = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, context());
        return answer.toString(StandardCharsets.UTF_8);
    }

    static String created(String id, String key) {
        return message(id, 1, notification("ObjectCreated:Put", "raw", key));
    }

    static String created(String id, String key, int received) {
        return message(id, received, notification("ObjectCreated:Put", "raw", key));
    }

    static String copied(String id, String key) {
        return message(id, 1, notification("ObjectCreated:Copy", "raw", key));
    }

    /// As SQS hands it to Lambda.
    static String message(String id, int received, String body) {
        return """
                {"messageId":"%s","receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body":"%s",
                "attributes":{"ApproximateReceiveCount":"%d","SentTimestamp":"1772452800000",
                "SenderId":"AIDAJXNJGGKNS7OSV23OI","ApproximateFirstReceiveTimestamp":"1772452800005"},
                "messageAttributes":{},"md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs",
                "eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:raw","awsRegion":"eu-west-1"}""".formatted(id, String.valueOf(JsonStringEncoder.getInstance().quoteAsString(body)), received);
    }

    /// As S3 writes it.
    static String notification(String event, String bucket, String key) {
        return """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",\
                "eventTime":"2026-03-02T11:59:58.123Z","eventName":"%s",\
                "userIdentity":{"principalId":"AWS:AIDAINPONIXQXHT3IKHL2"},\
                "requestParameters":{"sourceIPAddress":"192.0.2.7"},\
                "responseElements":{"x-amz-request-id":"D82B88E5F771F645","x-amz-id-2":"vlR7PnpV2Ce81l0PRw6jlUpck7"},\
                "s3":{"s3SchemaVersion":"1.0","configurationId":"raw","bucket":{"name":"%s",\
                "ownerIdentity":{"principalId":"A3NL1KOZZKExample"},"arn":"arn:aws:s3:::%s"},\
                "object":{"key":"%s","size":1305,"eTag":"d41d8cd98f00b204e9800998ecf8427e",\
                "versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}]}""".formatted(
                        event,
                        bucket,
                        bucket,
                        URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
    }

    List<StoredReport> reports(String domain) {
        return new Views(table, clock)
                .reports(domain, LocalDate.EPOCH, LocalDate.of(2100, 1, 1), null)
                .items();
    }

    StoredReport report() {
        var reports = reports("example.com");
        if (reports.size() != 1) {
            throw new AssertionError(reports.size() + " reports of example.com, and said: " + log());
        }
        return reports.getFirst();
    }

    /// The domains that are known.
    List<String> domains() {
        return Page.stream(new Views(table, clock)::domains)
                .map(KnownDomain::domain)
                .toList();
    }

    /// The sessions of a domain as its rows of sums have them.
    Headline sum(String domain) {
        return reporterDays(domain).stream()
                .map(day -> day.sessions().headline())
                .reduce(new Headline(0, 0), Headline::plus);
    }

    List<ReporterDay> reporterDays(String domain) {
        return new Views(table, clock)
                .reporterDays(domain, LocalDate.EPOCH, LocalDate.of(2100, 1, 1), null)
                .items();
    }

    HeldObject held(String key) {
        return heldObjects().find(key).orElseThrow(() -> new AssertionError(key + " is not held, but: " + log()));
    }

    List<String> heldKeys() {
        return heldObjects().list(null).items().stream()
                .map(HeldObject::objectKey)
                .toList();
    }

    HeldObjects heldObjects() {
        return new HeldObjects(table, clock);
    }

    Decisions decisions() {
        return new Decisions(table, clock, new Random(3));
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    List<String> lines(String event) {
        return log().lines()
                .filter(line -> line.contains("\"event\":\"" + event + '"'))
                .toList();
    }

    private final class Failing extends DelegatingTable {

        Failing(Table real) {
            super(real);
        }

        @Override
        public Optional<Item> get(Key key) {
            count(Call.GET);
            return super.get(key);
        }

        @Override
        public Found query(Range range, int limit) {
            count(Call.QUERY);
            return super.query(range, limit);
        }

        @Override
        public Written write(List<Write> writes) {
            written += writes.size();
            count(writes.size() > 1 ? Call.TRANSACTION : call(writes.getFirst()));
            return super.write(writes);
        }

        private static Call call(Write write) {
            return switch (write) {
                case Write.Put _ -> Call.PUT;
                case Write.Change _ -> Call.CHANGE;
                case Write.Delete _ -> Call.DELETE;
            };
        }

        private void count(Call call) {
            var left = callsThatSucceed.computeIfPresent(call, (_, n) -> n - 1);
            if (left != null && left < 0) {
                throw new TableException("connection reset", null);
            }
        }
    }

    private Context context() {
        return (Context) Proxy.newProxyInstance(
                Collector.class.getClassLoader(), new Class<?>[] {Context.class}, (_, method, _) -> {
                    if (method.getName().equals("getRemainingTimeInMillis")) {
                        return millisLeft.getAsInt();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
