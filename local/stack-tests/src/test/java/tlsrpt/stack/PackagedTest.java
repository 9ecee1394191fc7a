package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import tlsrpt.posture.look.Rig;
import tlsrpt.store.AuditLog;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;

/// Each package as it is deployed, sent its events of `events/invoke/`; and what starting it costs.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackagedTest {

    private static final Path EVENTS = Template.root().resolve("events");
    private static final int STARTS = 5;
    private static final long LARGEST_ZIP = 13_000_000;

    private final Emulator emulator = new Emulator();
    private final Rig rig = new Rig();
    private final Stack stack = new Stack(
            emulator,
            Map.of(
                    "ReportDomain",
                    "tlsrpt.example.com",
                    "Domains",
                    "example.com",
                    "HostPolicies",
                    "true",
                    "CheckResolvers",
                    "127.0.0.1:" + rig.dns.address().getPort()));
    private final HttpServer cloudFormation =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<String> told = new ArrayList<>();

    PackagedTest() throws Exception {}

    @BeforeAll
    void putTheSamplesIntoTheBucket() throws IOException {
        cloudFormation.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudFormation.start();
        new Settings(List.of("example.com", "example.net", "example.org"), Retention.of(4000), false)
                .write(stack.table());
        try (var samples = Files.list(EVENTS)) {
            for (var sample : samples.filter(Files::isRegularFile).toList()) {
                var name = sample.getFileName().toString();
                for (var key : List.of("mail/" + smtpId(sample), "import/" + name, "https/2026-11-18/" + name)) {
                    stack.s3.putObject(put -> put.bucket(stack.name("Bucket")).key(key), RequestBody.fromFile(sample));
                }
            }
        }
    }

    /// What SES names a mail, as it wrote into it; the file's name if it is none.
    private static String smtpId(Path sample) throws IOException {
        var text = Files.readString(sample, StandardCharsets.ISO_8859_1);
        var id = Pattern.compile("by inbound-smtp\\.\\S+ with SMTP id (\\w+)").matcher(text);
        return id.find() ? id.group(1) : sample.getFileName().toString();
    }

    @AfterAll
    void end() throws IOException {
        rig.close();
        cloudFormation.stop(0);
        stack.close();
        emulator.close();
    }

    static List<String> events() throws IOException {
        try (var files = Files.list(EVENTS.resolve("invoke"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    @Order(1)
    void answersItsEvents(String event) throws Exception {
        var text = Files.readString(EVENTS.resolve("invoke/" + event + ".json")).replace(Template.ID, stack.id());
        var function = function(event);

        var answer = stack.function(function)
                .invoke(text.replaceFirst(
                        "https://cloudformation-[^/]*",
                        "http://127.0.0.1:" + cloudFormation.getAddress().getPort()));

        switch (event) {
            case "submit-json", "submit-gzip", "submit-stalwart" ->
                assertThat(answer).contains("\"statusCode\":201");
            case "submit-empty", "submit-foreign" -> assertThat(answer).contains("\"statusCode\":400");
            case "watch-summary", "probe-hourly", "publish-tick" ->
                assertThat(answer).isEqualTo("{}");
            case "publish-status" ->
                assertThat(answer)
                        .isEqualTo(
                                "{\"answer\":\"0\\nNo policies are hosted here. To host one, run: tlsrpt sts add DOMAIN\\n\"}");
            case "policy-none" -> assertThat(answer).contains("\"statusCode\":404");
            case "act-count" -> assertThat(answer).contains("\"statusCode\":200");
            case "act-foreign", "act-reader", "act-scope" -> assertThat(answer).contains("\"statusCode\":403");
            case "act-unknown" -> assertThat(answer).contains("\"statusCode\":404");
            case "submit-get", "api-page", "api-domains", "api-health" ->
                assertThat(answer).contains("\"statusCode\":200");
            case "setup-create", "setup-update", "setup-delete" ->
                assertThat(told.removeLast()).contains("\"SUCCESS\"");
            default -> {
                assertThat(answer).isEqualTo("{\"batchItemFailures\":[]}");
                assertThat(stack.function(function).log()).doesNotContain("\"event\":\"held\"");
            }
        }
    }

    /// `ingest-gone` is for IngestFunction.
    private static String function(String event) {
        return Character.toUpperCase(event.charAt(0)) + event.substring(1, event.indexOf('-')) + "Function";
    }

    /// Each with the object that it would change, so that only the refusal keeps it as it is.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"mute\",\"domain\":\"*\",\"cause\":\"dane\",\"until\":\"{today}\",\"note\":\"\"}",
                "{\"action\":\"block\",\"reporter\":\"google.com|noreply-smtp-tls-reporting@google.com\"}",
                "{\"action\":\"reprocess\",\"object\":\"import/google.json\"}",
                "{\"action\":\"count\",\"domain\":\"example.museum\"}",
            })
    @Order(2)
    void makesAChangeForAWriterOfItsOwnPageAlone(String template) throws Exception {
        var action = template.replace("{today}", LocalDate.now(ZoneOffset.UTC).toString());
        stack.s3.putObject(
                put -> put.bucket(stack.name("Bucket")).key("import/google.json"), RequestBody.fromString("{}"));
        var both = "openid tlsrpt/read tlsrpt/write";
        var act = stack.function("ActFunction");
        int before = entries();

        assertThat(act.invoke(HttpApi.act(action, "openid tlsrpt/read", List.of("writers"), Map.of())))
                .contains("\"statusCode\":403");
        assertThat(act.invoke(HttpApi.act(action, both, List.of("readers"), Map.of())))
                .contains("\"statusCode\":403");
        assertThat(act.invoke(HttpApi.act(action, both, List.of("writers"), Map.of("origin", "https://evil.example"))))
                .contains("\"statusCode\":403");
        assertThat(entries()).isEqualTo(before);

        assertThat(act.invoke(HttpApi.act(action))).contains("\"statusCode\":200");
        assertThat(act.invoke(HttpApi.act(action))).contains("\"statusCode\":200");
        assertThat(entries()).isEqualTo(before + 1);
    }

    private int entries() {
        return new AuditLog(stack.table(), Clock.systemUTC()).list(null).items().size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"block\",\"reporter\":\"nobody.example|tlsrpt@nobody.example\"}",
                "{\"action\":\"reprocess\",\"object\":\"mail/nobodys\"}",
                "{\"action\":\"reprocess\",\"object\":\"../settings\"}",
                "{\"action\":\"acknowledge\",\"alert\":\"nobody.example:dane:2026-01-01\",\"note\":\"\"}",
            })
    @Order(2)
    void changesNothingThatIsNotThere(String action) throws Exception {
        int before = entries();

        assertThat(stack.function("ActFunction").invoke(HttpApi.act(action))).contains("\"statusCode\":404");
        assertThat(entries()).isEqualTo(before);
    }

    @Test
    @Order(2)
    void countsEachSampleOnce() {
        var log = stack.function("IngestFunction").log();

        assertThat(log.lines().filter(line -> line.contains("\"event\":\"recorded\"")))
                .hasSize(12);
        assertThat(log).contains("\"event\":\"duplicate\"");
    }

    /// With the rights that it has, S3 would answer its one question by 403.
    @ParameterizedTest
    @ValueSource(strings = {"SubmitFunction", "IngestFunction"})
    @Order(3)
    void isPrimedForASnapshotByReadingAlone(String function) throws Exception {
        int before = stack.relay().calls().size();
        try (var snapshot = stack.start(function, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"))) {
            snapshot.startUp();
            var calls =
                    stack.relay().calls().subList(before, stack.relay().calls().size());
            assertThat(calls.stream().flatMap(call -> call.actions().stream()).collect(Collectors.toSet()))
                    .isNotEmpty()
                    .isSubsetOf("s3:HEAD", "s3:GetObject", "s3:ListBucket", "dynamodb:Query");
            assertThat(snapshot.invoke(Files.readString(EVENTS.resolve(
                            function.startsWith("S") ? "invoke/submit-get.json" : "invoke/ingest-gone.json"))))
                    .isNotEmpty();
        }
    }

    @Test
    @Order(3)
    void putsThePageIntoItsSnapshotWithoutARequest() throws Exception {
        int before = stack.relay().calls().size();
        try (var snapshot = stack.start("ApiFunction", Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"))) {
            snapshot.startUp();
            assertThat(snapshot.invoke(Files.readString(EVENTS.resolve("invoke/api-page.json"))))
                    .contains("content-security-policy");
        }
        assertThat(stack.relay().calls()).hasSize(before);
    }

    /// What begins from a snapshot has no keys in its environment.
    @ParameterizedTest
    @ValueSource(strings = {"SubmitFunction", "IngestFunction"})
    @Order(3)
    void fetchesItsCredentialsWhereLambdaSays(String function) throws Exception {
        cloudFormation.createContext("/credentials/" + function, exchange -> {
            var keys =
                    "{\"AccessKeyId\":\"fetched\",\"SecretAccessKey\":\"secret\",\"Token\":\"token\",\"Expiration\":\""
                            + Instant.now().plusSeconds(3600) + "\"}";
            boolean allowed = "let me".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(allowed ? 200 : 403, keys.length());
            exchange.getResponseBody().write(keys.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        var address = "http://127.0.0.1:" + cloudFormation.getAddress().getPort() + "/credentials/" + function;
        var event = Files.readString(EVENTS.resolve("invoke/" + typicalEvent(function) + ".json"));
        int before = stack.relay().calls().size();

        try (var lambda = stack.startWithout(
                Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
                function,
                Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", address, "AWS_CONTAINER_AUTHORIZATION_TOKEN", "let me"))) {
            assertThat(lambda.invoke(event)).containsAnyOf("\"statusCode\":20", "\"batchItemFailures\":[]");
        }

        var calls = stack.relay().calls();
        assertThat(calls.subList(before, calls.size()))
                .isNotEmpty()
                .allMatch(call -> call.who().equals("fetched"));
    }

    /// Printed, not asserted, but for the size: times are of this machine.
    @Test
    @Order(4)
    void tellsWhatStartingCosts(@TempDir Path folder) throws Exception {
        var empty = Files.createDirectories(folder.resolve("empty"));
        var place = empty.resolve(EmptyFunction.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(place.getParent());
        try (var code = EmptyFunction.class.getResourceAsStream("EmptyFunction.class")) {
            Files.copy(Objects.requireNonNull(code), place);
        }
        Files.createDirectories(empty.resolve("lib"));
        Files.copy(Path.of(Lambda.jar("com.amazonaws.services.lambda.runtime.Context")), empty.resolve("lib/core.jar"));
        var lines = new ArrayList<String>();
        lines.add("%-15s %9s %9s %9s %9s %9s %9s %6s"
                .formatted("", "start ms", "first ms", "sum ms", "warm ms", "peak MB", "zip kB", "times"));
        var base = new Cost("empty function", zipped(empty));
        for (int i = 0; i < STARTS; i++) {
            try (var lambda = new Lambda(
                    empty, EmptyFunction.class.getName() + "::handleRequest", 1024, Duration.ofMinutes(1), Map.of())) {
                base.measure(lambda, "{}");
            }
        }
        lines.add(base.line(base));
        for (var name : stack.template().ofType("AWS::Serverless::Function")) {
            if (!name.equals("SetupFunction")) {
                var cost = new Cost(name, zipped(Path.of(System.getProperty("packages"), name)));
                var event = Files.readString(EVENTS.resolve("invoke/" + typicalEvent(name) + ".json"));
                for (int i = 0; i < STARTS; i++) {
                    try (var lambda = stack.start(name, Map.of())) {
                        cost.measure(lambda, event);
                    }
                }
                lines.add(cost.line(base));
            }
            assertThat(zipped(Path.of(System.getProperty("packages"), name))).isLessThan(LARGEST_ZIP);
        }
        lines.forEach(System.out::println);
    }

    private static String typicalEvent(String function) throws IOException {
        return switch (function) {
            case "SubmitFunction" -> "submit-gzip";
            case "IngestFunction" -> "ingest-mail-google";
            default ->
                events().stream()
                        .filter(event -> function(event).equals(function))
                        .findFirst()
                        .orElseThrow();
        };
    }

    private static long zipped(Path folder) throws IOException {
        var counter = new CountingStream();
        try (var zip = new ZipOutputStream(counter);
                var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return counter.count;
    }

    private static final class CountingStream extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    /// Medians of several starts.
    private static final class Cost {

        private final String name;
        private final long zip;
        private final List<Double> start = new ArrayList<>();
        private final List<Double> first = new ArrayList<>();
        private final List<Double> warm = new ArrayList<>();
        private final List<Double> peak = new ArrayList<>();

        Cost(String name, long zip) {
            this.name = name;
            this.zip = zip;
        }

        void measure(Lambda lambda, String event) throws Exception {
            start.add(lambda.startUp().toNanos() / 1e6);
            first.add(millis(lambda, event));
            for (int i = 0; i < 20; i++) {
                lambda.invoke(event);
            }
            warm.add(millis(lambda, event));
            peak.add(lambda.peakMemory() / 1024.0);
        }

        private static double millis(Lambda lambda, String event) throws Exception {
            long before = System.nanoTime();
            lambda.invoke(event);
            return (System.nanoTime() - before) / 1e6;
        }

        private static double median(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }

        double sum() {
            return median(start) + median(first);
        }

        String line(Cost base) {
            return "%-15s %9.0f %9.0f %9.0f %9.1f %9.0f %9d %6.1f"
                    .formatted(
                            name,
                            median(start),
                            median(first),
                            sum(),
                            median(warm),
                            median(peak),
                            zip / 1000,
                            sum() / base.sum());
        }
    }
}
