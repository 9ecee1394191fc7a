package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Ledger;
import tlsrpt.store.PolicyItems;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds `docs/openapi.json` and the answers to each other.
class OpenApiTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS =
            new Settings(List.of("example.com", "example.net", "example.org"), Retention.DEFAULT, true);

    private static JsonNode description;
    private static ApiClient api;
    private static String report = "";

    @BeforeAll
    static void record() throws IOException {
        description = JsonMapper.shared().readTree(Files.readString(Path.of("../../docs/openapi.json")));
        var table = Tables.inMemory();
        var ledger = new Ledger(table, CLOCK, new SecureRandom());
        for (int back = 0; back < 20; back++) {
            var day = TODAY.minusDays(back);
            for (var recording : List.of(
                    reportFrom("google.com")
                            .id("g" + back)
                            .on(day)
                            .sts(
                                    "example.com",
                                    "enforce",
                                    9,
                                    failure("odd", null, 1),
                                    failure("tlsa-invalid", "mx.example.com", 1))
                            .tlsa("example.com", 4)
                            .recording(),
                    reportFrom("microsoft.com")
                            .id("m" + back)
                            .on(day)
                            .sts("example.net", "testing", 60)
                            .recording(),
                    reportFrom("microsoft.com")
                            .id("a" + back)
                            .on(day)
                            .trusted(Trust.ANONYMOUS)
                            .noPolicyFound("example.org", 6)
                            .recording())) {
                ledger.record(recording, SETTINGS);
            }
        }
        new HeldObjects(table, CLOCK).hold("https/x", HeldReport.of(HeldReason.FLOOD, "too many", null), 12);
        var look = new PostureLook(
                "example.com",
                CLOCK.instant(),
                List.of("no IPv6"),
                List.of(new PostureLine(
                        "sts-policy", "warn", null, null, "low", null, "<b>", "odd", "Fix it.", null, null)),
                new PostureLook.Served("1", "testing 86400 mx.example.com"));
        var postures = new PostureItems(table, CLOCK);
        postures.record(Optional.empty(), look);
        postures.record(
                postures.latest("example.com"),
                new PostureLook(
                        "example.com",
                        CLOCK.instant().plusSeconds(1),
                        List.of(),
                        look.lines(),
                        new PostureLook.Served("1", "enforce 86400 mx.example.com")));
        var sighting = new PolicyObservation(
                CLOCK.instant(),
                new FileSeen.Faulty("404 Not Found"),
                new RecordSeen.Absent(),
                new MxSeen(List.of("mx.example.com"), Duration.ofHours(1)));
        var hosted = HostedPolicy.prepared("example.com", List.of("mx.example.com"), sighting, CLOCK.instant());
        new PolicyItems(table)
                .write(Optional.empty(), hosted, PolicyItems.Change.of(hosted, CLOCK.instant(), "add", "me", ""));
        var empty = new Bucket() {
            @Override
            public boolean add(String key, byte[] content) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<StoredObject> open(String key) {
                return Optional.empty();
            }
        };
        api = new ApiClient(new ApiFunction(new Api(
                table,
                new RawObjects(empty, "bucket"),
                Access.OPEN,
                CLOCK,
                false,
                "",
                _ -> false,
                () -> List.of(new Fault("receiver", "imap a@b/INBOX", "cannot log in", "fix it")))));
        var found = Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(api.get("/v1/domains/example.com/reports").body());
        assertThat(found.find()).isTrue();
        report = found.group(1);
    }

    static Stream<String> paths() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(Path.of("../../docs/openapi.json")))
                .get("paths")
                .propertyNames()
                .stream()
                // It is not JSON.
                .filter(path -> !path.endsWith("/raw"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void everyAnswerIsAsDescribed(String path) throws IOException {
        var operation = description.at("/paths").get(path).get("get");
        var schema =
                operation.at("/responses/200/content").get("application/json").get("schema");
        var domains = path.contains("{report}")
                ? List.of("example.com")
                : List.of("example.com", "example.net", "example.org");
        for (var domain : domains) {
            var address = filled(path, domain);

            var said = api.get(address);

            assertThat(said.status()).as(address).isEqualTo(200);
            assertThat(schema(schema).validate(said.body(), InputFormat.JSON))
                    .as(said.body())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void everyParameterIsTaken(String path) throws IOException {
        for (var reference : description.at("/paths").get(path).get("get").path("parameters")) {
            var parameter = description.at(reference.get("$ref").asString().substring(1));
            var name = parameter.get("name").asString();
            if (!parameter.get("in").asString().equals("query") || name.equals("cursor")) {
                continue;
            }
            for (var value : values(name, parameter.get("schema"))) {
                var address = filled(path, "example.com") + "?" + name + "=" + value;
                assertThat(api.get(address).status()).as(address).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void everyProblemIsAsDescribed(String path) throws IOException {
        var said = api.get(filled(path, "example.com") + "?no=such");

        if (!path.equals("/v1/health")) {
            assertThat(said.status()).isEqualTo(400);
            assertThat(schema(description
                                    .at("/paths")
                                    .get(path)
                                    .get("get")
                                    .at("/responses/400/content")
                                    .get("application/problem+json")
                                    .get("schema"))
                            .validate(said.body(), InputFormat.JSON))
                    .isEmpty();
        }
    }

    private static String filled(String path, String domain) {
        return path.replace("{domain}", domain)
                .replace("{report}", report)
                .replace("{known}", "google.com")
                .replace("{mx}", "mx.example.com")
                .replace("{address}", "198.51.100.1");
    }

    private static List<String> values(String name, JsonNode schema) {
        if (schema.has("enum")) {
            return schema.get("enum").valueStream().map(JsonNode::asString).toList();
        }
        return List.of(
                switch (name) {
                    case "from" -> "2026-03-01";
                    case "to" -> "2026-03-30";
                    case "month" -> "2026-02";
                    default -> "google.com";
                });
    }

    /// A schema, with those that it refers to.
    private static Schema schema(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        "{\"$ref\":" + schema.get("$ref") + ",\"components\":" + description.get("components") + "}");
    }

    @Test
    void namesEachOperationOnce() {
        var names = description
                .get("paths")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .filter(operation -> operation.has("operationId"))
                .map(operation -> operation.get("operationId").asString())
                .toList();

        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void describesEveryTransport() {
        var tokens = Stream.of(Transport.values())
                .map(transport -> transport.name().toLowerCase(Locale.ROOT))
                .toList();

        assertThat(description.findValues("door"))
                .isNotEmpty()
                .allSatisfy(transport -> assertThat(
                                transport.get("enum").valueStream().map(JsonNode::asString))
                        .containsExactlyInAnyOrderElementsOf(tokens));
    }
}
