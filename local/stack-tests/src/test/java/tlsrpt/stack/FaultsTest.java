package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Page;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;

/// AWS fails at each call in turn. In the end every report counts once, and CloudFormation is told.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {

    private static final int MAX_RECEIVE_COUNT = 15;

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Emulator emulator = new Emulator();
    private final Stack stack =
            new Stack(emulator, Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com"));
    private final HttpServer cloudFormation =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private int reports;
    private int setups;

    FaultsTest() throws Exception {}

    @BeforeAll
    void listen() {
        new Settings(List.of("example.com"), Retention.DEFAULT, false).write(stack.table());
        cloudFormation.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudFormation.start();
    }

    @AfterAll
    void end() {
        cloudFormation.stop(0);
        stack.close();
        emulator.close();
    }

    @ParameterizedTest
    @EnumSource(Relay.Fault.class)
    void aReportCountsOnceWhicheverCallOfIngestFails(Relay.Fault fault) throws Exception {
        put("import/calibration");
        stack.relay().plan((_, _) -> null);
        deliverAll();
        int calls = stack.relay().planned();

        for (int failing = 0; failing < calls; failing++) {
            int number = failing;
            put("import/" + fault + "-" + number);
            stack.relay().plan((at, _) -> at == number ? fault : null);
            deliverAll();
        }

        assertThat(calls).isGreaterThanOrEqualTo(3);
        assertThat(counted()).isEqualTo(reports);
        assertThat(heldKeys()).isEmpty();
        assertThat(stack.sqs.size(stack.name("DeadLetterQueue"))).isZero();
    }

    @Test
    void whatCannotBeReadEndsAsADeadLetterAndCountsOnceWhenRedriven() throws Exception {
        stack.relay().plan((_, service) -> service.equals("s3") ? Relay.Fault.DENIED : null);
        put("import/denied");
        for (int tries = 0; tries <= MAX_RECEIVE_COUNT; tries++) {
            assertThat(stack.deliver("IngestFunction")).isZero();
        }
        assertThat(stack.sqs.size(stack.name("IngestQueue"))).isZero();
        assertThat(stack.sqs.size(stack.name("DeadLetterQueue"))).isOne();
        assertThat(counted()).isEqualTo(reports - 1);

        stack.relay().plan((_, _) -> null);
        var letter = stack.sqs.receive(stack.name("DeadLetterQueue"), 1).getFirst();
        stack.sqs.send(stack.name("IngestQueue"), letter.at("Body").text());
        stack.sqs.delete(stack.name("DeadLetterQueue"), letter);
        deliverAll();

        assertThat(counted()).isEqualTo(reports);
        assertThat(heldKeys()).isEmpty();
    }

    @Test
    void anOutageOfTheTableDelaysOnly() throws Exception {
        stack.relay().plan((_, service) -> service.equals("dynamodb") ? Relay.Fault.REFUSED : null);
        put("import/outage");
        assertThat(stack.deliver("IngestFunction")).isZero();

        stack.relay().plan((_, _) -> null);
        deliverAll();

        assertThat(counted()).isEqualTo(reports);
    }

    /// S3: "event notifications are designed to be delivered at least once", and "aren't guaranteed to arrive in the
    /// same order that the events occurred". SQS: a copy of a message that was deleted "might be returned to you
    /// during a subsequent receive request".
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aReportCountsOnceInWhateverOrderAndHoweverOftenAndLateItsEventsCome(long seed) throws Exception {
        var random = new Random(seed);
        stack.relay().plan((_, _) -> null);
        for (int i = 0; i < 5; i++) {
            put("import/order-" + seed + "-" + i);
        }
        var messages = stack.sqs.receive(stack.name("IngestQueue"), 10);
        assertThat(messages).hasSize(5);
        var once = messages.stream().map(Stack::record).toList();
        var events = new ArrayList<>(once);
        events.addAll(once);
        for (int times = 0; times < 2; times++) {
            Collections.shuffle(events, random);
            assertThat(stack.function("IngestFunction").invoke(new Tree(Map.of("Records", events)).json()))
                    .isEqualTo("{\"batchItemFailures\":[]}");
        }
        messages.forEach(message -> stack.sqs.delete(stack.name("IngestQueue"), message));

        assertThat(counted()).isEqualTo(reports);
        assertThat(heldKeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Relay.Fault.class)
    void aPostIsAnsweredAsStoredOnlyWhenItIs(Relay.Fault fault) throws Exception {
        stack.relay().plan((at, _) -> at == 0 ? fault : null);
        var report = report();

        var answer = post(report);

        if (fault == Relay.Fault.DENIED) {
            assertThat(answer).contains("\"statusCode\":503").contains("retry-after");
            assertThat(post(report)).contains("\"statusCode\":201");
        } else {
            assertThat(answer).containsPattern("\"statusCode\":20[01]");
        }
        stack.sqs.await(stack.name("IngestQueue"), 1);
        deliverAll();
        assertThat(counted()).isEqualTo(reports);
    }

    @ParameterizedTest
    @EnumSource(Relay.Fault.class)
    void cloudFormationIsToldWhicheverCallOfSetupFails(Relay.Fault fault) throws Exception {
        for (int failing = 0; failing < 6; failing++) {
            int number = failing;
            stack.ses.setActiveReceiptRuleSet(_ -> {});
            stack.relay().plan((at, _) -> at == number ? fault : null);

            var answer = setup();

            if (fault == Relay.Fault.DENIED && stack.relay().planned() > number) {
                assertThat(answer).contains("\"FAILED\"").contains("planned");
                stack.relay().plan((_, _) -> null);
                answer = setup();
            }
            assertThat(answer).contains("\"SUCCESS\"");
            assertThat(stack.ses
                            .describeActiveReceiptRuleSet(_ -> {})
                            .metadata()
                            .name())
                    .isEqualTo(stack.template().output("RuleSetName"));
        }
    }

    private void put(String key) {
        stack.put(key, report());
    }

    /// One more, with one session.
    private byte[] report() {
        return aReport()
                .from("r" + reports + ".example")
                .id("report-" + reports++)
                .on(day)
                .sts("example.com", "enforce", 1)
                .bytes();
    }

    private void deliverAll() throws Exception {
        for (int i = 0; i < 20 && stack.sqs.size(stack.name("IngestQueue")) > 0; i++) {
            stack.deliver("IngestFunction");
        }
        assertThat(stack.sqs.size(stack.name("IngestQueue"))).isZero();
    }

    private String post(byte[] body) throws Exception {
        return stack.function("SubmitFunction")
                .invoke(new Tree(Map.of(
                                "requestContext", Map.of("http", Map.of("method", "POST")),
                                "body", Base64.getEncoder().encodeToString(body),
                                "isBase64Encoded", true))
                        .json());
    }

    private String setup() throws Exception {
        stack.function("SetupFunction")
                .invoke(new Tree(Map.of(
                                "RequestType",
                                "Create",
                                "ResponseURL",
                                "http://127.0.0.1:"
                                        + cloudFormation.getAddress().getPort() + "/",
                                "StackId",
                                Template.STACK_ID,
                                "RequestId",
                                "r1",
                                "LogicalResourceId",
                                "Setup",
                                "ResourceProperties",
                                Map.of(
                                        "OwnRuleSetName", stack.template().output("RuleSetName"),
                                        "Domains", List.of("example.com"),
                                        "RetentionDays", String.valueOf(100 + setups++),
                                        "CountUnsigned", "false")))
                        .json());
        return String.valueOf(told.poll(1, TimeUnit.SECONDS));
    }

    /// The sessions in the sums, and the reports beside them: one each.
    private long counted() {
        var views = new Views(stack.table(), Clock.systemUTC());
        long sessions = views.reporterDays("example.com", day, day, null).items().stream()
                .mapToLong(row -> row.sessions().headline().ok())
                .sum();
        assertThat(Page.stream(cursor -> views.reports("example.com", day, day, cursor)))
                .hasSize((int) sessions);
        return sessions;
    }

    private List<String> heldKeys() {
        return new HeldObjects(stack.table(), Clock.systemUTC())
                .list(null).items().stream().map(held -> held.objectKey()).toList();
    }
}
