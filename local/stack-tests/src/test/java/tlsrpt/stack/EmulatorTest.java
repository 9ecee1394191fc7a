package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.gzip;
import static tlsrpt.testkit.ReportText.aReport;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import tlsrpt.report.Headline;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;

/// A stack's life on the emulators, from its making to its end; each test goes on where the last one ended.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmulatorTest {

    /// Those that the steps here have do all that they do with AWS; the others are [AlertingTest]'s.
    private static final List<String> DRIVEN =
            List.of("SubmitFunction", "IngestFunction", "SetupFunction", "ApiFunction", "ActFunction");

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Emulator emulator = new Emulator();
    private final Stack stack =
            new Stack(emulator, Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com,example.net"));
    private final HttpServer cloudFormation =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    EmulatorTest() throws Exception {}

    @BeforeAll
    void listen() {
        cloudFormation.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudFormation.start();
    }

    @AfterAll
    void end() throws Exception {
        cloudFormation.stop(0);
        stack.close();
        emulator.close();
    }

    @Test
    @Order(1)
    void makingTheStackActivatesItsRuleSetAndWritesTheSettings() throws Exception {
        assertThat(active()).isEmpty();

        assertThat(setup("Create", stack.template(), null)).contains("\"SUCCESS\"");

        assertThat(active()).isEqualTo(stack.template().output("RuleSetName"));
        assertThat(Settings.read(stack.table()))
                .isEqualTo(new Settings(List.of("example.com", "example.net"), Retention.of(400), false));
    }

    @Test
    @Order(2)
    void mailComesThroughSesRuleBucketAndQueueIntoTheTable() throws Exception {
        var rule = stack.ses.describeActiveReceiptRuleSet(_ -> {}).rules().getFirst();
        assertThat(rule.recipients()).containsExactly(stack.template().output("ReportAddress"));
        var action = rule.actions().getFirst().s3Action();

        assertThat(action.bucketName()).isEqualTo(bucket());
        stack.put(action.objectKeyPrefix() + "r3p0rt", mail("r3p0rt", "google", 40));
        deliverAll();

        assertThat(sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    @Order(3)
    void aPostComesThroughBucketAndQueueIntoTheTable() throws Exception {
        var body = gzip(report("post", "example.net", 7));

        assertThat(post(body)).contains("\"statusCode\":201");
        assertThat(post(body)).contains("\"statusCode\":200");
        deliverAll();

        assertThat(sum("example.net")).isEqualTo(new Headline(7, 0));
    }

    @ParameterizedTest
    @Order(3)
    @ValueSource(strings = {"application/json", "text/plain", "application/xml; charset=utf-8"})
    void refusesGzipThatIsLabeledAsText(String contentType) throws Exception {
        var event = HttpApi.post(contentType, gzip(report("label", "example.net", 1)));

        assertThat(stack.function("SubmitFunction").invoke(event)).contains("\"statusCode\":415");
    }

    @Test
    @Order(4)
    void theSameReportByEveryDoorCountsOnce() throws Exception {
        var report = report("google", "example.com", 40);

        assertThat(post(report)).contains("\"statusCode\":201");
        stack.put("import/google.json.gz", gzip(report));
        stack.put("mail/again", mail("again", "google", 40));
        deliverAll();

        assertThat(sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    @Order(5)
    void aCopyOntoItselfIsReadAgainAndCountsOnce() throws Exception {
        stack.s3.copyObject(copy -> copy.sourceBucket(bucket())
                .sourceKey("mail/r3p0rt")
                .destinationBucket(bucket())
                .destinationKey("mail/r3p0rt")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("first-arrival", "2026-03-02T04:10:00Z")));
        stack.sqs.await(stack.name("IngestQueue"), 1);
        deliverAll();

        assertThat(stack.function("IngestFunction").log()).contains("\"event\":\"duplicate\"");
        assertThat(sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    /// Of every transport, so that its role is used up.
    @Test
    @Order(5)
    void whatThePageAsksToBeReprocessedIsReadAgain() throws Exception {
        stack.put("https/2026-03-02/page", report("page", "example.org", 3));
        deliverAll();
        for (var object : List.of("mail/r3p0rt", "import/google.json.gz", "https/2026-03-02/page")) {
            assertThat(stack.function("ActFunction")
                            .invoke(HttpApi.act("{\"action\":\"reprocess\",\"object\":\"" + object + "\"}")))
                    .contains("\"statusCode\":200");
            assertThat(stack.sqs.size(stack.name("IngestQueue"))).isEqualTo(1);
            deliverAll();
        }
        assertThat(stack.function("ActFunction")
                        .invoke(HttpApi.act("{\"action\":\"reprocess\",\"object\":\"mail/none\"}")))
                .contains("\"statusCode\":404");
        assertThat(stack.function("IngestFunction").log())
                .contains("\"event\":\"held\",\"key\":\"https/2026-03-02/page\"");
        assertThat(sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    @Order(5)
    void aBlockedReporterIsTakenOutOfEveryCountAndGivenBack() throws Exception {
        var google = "google.com|noreply-smtp-tls-reporting@google.com";
        var block = "{\"action\":\"block\",\"reporter\":\"" + google + "\"}";
        assertThat(stack.function("ActFunction").invoke(HttpApi.act(block))).contains("\"statusCode\":200");
        assertThat(sum("example.com")).isEqualTo(new Headline(0, 0));

        assertThat(stack.function("ActFunction").invoke(HttpApi.act(block.replace("block", "unblock"))))
                .contains("\"statusCode\":200");
        deliverAll();
        assertThat(sum("example.com")).isEqualTo(new Headline(40, 0));
    }

    @Test
    @Order(6)
    void whatIsNoReportIsHeldAndWhatIsGoneIsLetGo() throws Exception {
        stack.put("import/letter.eml", "Subject: hello\r\n\r\nno report".getBytes(StandardCharsets.UTF_8));
        stack.put("mail/AMAZON_SES_SETUP_NOTIFICATION", "Subject: SES\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        stack.put("mail/gone", mail("gone", "gone", 1));
        stack.put("https/" + LocalDate.now(ZoneOffset.UTC) + "/../odd key+%41", report("odd", "example.com", 2));
        stack.s3.deleteObject(delete -> delete.bucket(bucket()).key("mail/gone"));
        deliverAll();

        assertThat(stack.function("IngestFunction").log())
                .contains("\"key\":\"mail/gone\",\"detail\":\"it no longer exists\"")
                .contains("\"event\":\"held\",\"key\":\"import/letter.eml\"");
        assertThat(sum("example.com")).isEqualTo(new Headline(42, 0));
    }

    @Test
    @Order(7)
    void whatTheOperatorChangedStaysWhereTheParametersStay() throws Exception {
        var before = Settings.read(stack.table());
        new Settings(List.of("example.org"), before.retention(), true).write(stack.table());
        var after = stack.template(Map.of("RetentionDays", "90"));

        assertThat(setup("Update", after, stack.template())).contains("\"SUCCESS\"");

        assertThat(Settings.read(stack.table()))
                .isEqualTo(new Settings(
                        List.of("example.org"), before.retention().changed(90, LocalDate.now(ZoneOffset.UTC)), true));
    }

    @Test
    @Order(8)
    void aSecondStackTakesNobodysMailAway() throws Exception {
        var company = stack.named("company");
        stack.ses.createReceiptRuleSet(set -> set.ruleSetName(company));
        stack.ses.setActiveReceiptRuleSet(set -> set.ruleSetName(company));

        assertThat(setup("Create", stack.template(), null))
                .contains("\"FAILED\"")
                .contains("ExistingRuleSetName=" + company);
        assertThat(setup("Create", stack.template(Map.of("ExistingRuleSetName", company)), null))
                .contains("\"SUCCESS\"");
        var joined = stack.template(Map.of("ExistingRuleSetName", company));
        assertThat(setup("Update", stack.template(), joined)).contains("\"FAILED\"");
        assertThat(setup("Delete", stack.template(), null)).contains("\"SUCCESS\"");
        assertThat(active()).isEqualTo(company);
    }

    @Test
    @Order(9)
    void deletingTheStackDeactivatesItsRuleSet() throws Exception {
        stack.ses.setActiveReceiptRuleSet(
                set -> set.ruleSetName(stack.template().output("RuleSetName")));

        assertThat(setup("Delete", stack.template(), null)).contains("\"SUCCESS\"");
        assertThat(active()).isEmpty();
    }

    @Test
    @Order(9)
    void showsWhatWasCounted() throws Exception {
        assertThat(read("/v1/domains/example.com", "")).contains("\"domain\":\"example.com\"");
        var from = LocalDate.now(ZoneOffset.UTC).minusDays(700);
        var id = group("\"id\":\"([^\"]+)\"", read("/v1/domains/example.com/reports", "from=" + from));
        assertThat(read("/v1/domains/example.com/reports/" + id + "/raw", "")).isNotEmpty();
    }

    @Test
    @Order(10)
    void showsAReportWhoseObjectHasExpired() throws Exception {
        var from = LocalDate.now(ZoneOffset.UTC).minusDays(700);
        var id = group("\"id\":\"([^\"]+)\"", read("/v1/domains/example.com/reports", "from=" + from));
        var path = "/v1/domains/example.com/reports/" + id;
        var object = group("\"object\":\"([^\"]+)\"", read(path, ""));
        stack.s3.deleteObject(delete -> delete.bucket(bucket()).key(object));

        assertThat(read(path, "")).contains("\"object\":\"" + object + "\"").doesNotContain("quirks");
    }

    private static String group(String pattern, String text) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).isTrue();
        return match.group(1);
    }

    /// The body of the API's answer, asked as API Gateway does.
    private String read(String path, String query) throws Exception {
        var answer = stack.function("ApiFunction").invoke(HttpApi.get(path, query));
        assertThat(answer).contains("\"statusCode\":200");
        var body = Pattern.compile("\"body\":\"([^\"]*)\"").matcher(answer);
        assertThat(body.find()).isTrue();
        return new String(Base64.getDecoder().decode(body.group(1)), StandardCharsets.UTF_8);
    }

    @Test
    @Order(11)
    void eachFunctionMayDoExactlyWhatItDid() throws Exception {
        suspect();
        readRaw("example.com");
        readRaw("example.net");
        for (var function : DRIVEN) {
            assertThat(Rights.used(stack, function)).as(function).isEqualTo(Rights.granted(stack, function));
        }
    }

    /// Messages that come for the third time make the function do what it does for no other.
    private void suspect() throws Exception {
        stack.put("import/suspect", report("suspect", "example.net", 1));
        for (int i = 0; i < 2; i++) {
            for (var message : stack.sqs.receive(stack.name("IngestQueue"), 10)) {
                stack.sqs.handBack(stack.name("IngestQueue"), message);
            }
        }
        deliverAll();
    }

    /// Every report's object, so that each transport has one.
    private void readRaw(String domain) throws Exception {
        var reports = "/v1/domains/" + domain + "/reports";
        var ids = Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(read(
                        reports,
                        "trust=all&from=" + LocalDate.now(ZoneOffset.UTC).minusDays(700)));
        while (ids.find()) {
            stack.function("ApiFunction").invoke(HttpApi.get(reports + "/" + ids.group(1) + "/raw", ""));
        }
    }

    private String setup(String type, Template wishes, @Nullable Template before) throws Exception {
        var event = new HashMap<String, Object>(Map.of(
                "RequestType",
                type,
                "ResponseURL",
                "http://127.0.0.1:" + cloudFormation.getAddress().getPort() + "/answer?X-Amz-Signature=1",
                "StackId",
                stack.stackId(),
                "RequestId",
                "r1",
                "LogicalResourceId",
                "Setup",
                "PhysicalResourceId",
                "tlsrpt-Setup",
                "ResourceProperties",
                properties(wishes)));
        if (before != null) {
            event.put("OldResourceProperties", properties(before));
        }
        stack.function("SetupFunction").invoke(new Tree(event).json());
        return String.valueOf(told.poll(1, TimeUnit.SECONDS));
    }

    /// CloudFormation makes texts of all values.
    private static Map<String, Object> properties(Template template) {
        var texts = new HashMap<String, Object>();
        template.properties("Setup")
                .members()
                .forEach(
                        (name, value) -> texts.put(name, value.value() instanceof List ? value.texts() : value.text()));
        return texts;
    }

    private String active() {
        var set = stack.ses.describeActiveReceiptRuleSet(_ -> {}).metadata();
        return set == null || set.name() == null ? "" : set.name();
    }

    private String bucket() {
        return stack.template().output("BucketName");
    }

    private String post(byte[] body) throws Exception {
        int before = stack.sqs.size(stack.name("IngestQueue"));
        var answer = stack.function("SubmitFunction").invoke(HttpApi.post("application/tlsrpt+gzip", body));
        if (answer.contains("\"statusCode\":201")) {
            stack.sqs.await(stack.name("IngestQueue"), before + 1);
        }
        return answer;
    }

    private void deliverAll() throws Exception {
        for (int i = 0; i < 20 && stack.sqs.size(stack.name("IngestQueue")) > 0; i++) {
            stack.deliver("IngestFunction");
        }
        assertThat(stack.sqs.size(stack.name("IngestQueue"))).isZero();
    }

    private byte[] report(String id, String domain, int sessions) {
        return aReport().id(id).on(day).sts(domain, "enforce", sessions).bytes();
    }

    private byte[] mail(String smtpId, String id, int sessions) {
        return aMail().arrivedAt(Instant.now())
                .smtpId(smtpId)
                .report(new String(report(id, "example.com", sessions), StandardCharsets.UTF_8))
                .storedBySes("google.com")
                .bytes();
    }

    private Headline sum(String domain) {
        var headlines = new ArrayList<>(List.of(new Headline(0, 0)));
        new Views(stack.table(), Clock.systemUTC())
                .reporterDays(domain, day, day, null)
                .items()
                .forEach(day -> headlines.add(day.sessions().headline()));
        return headlines.stream()
                .reduce((a, b) -> new Headline(a.ok() + b.ok(), a.failed() + b.failed()))
                .orElseThrow();
    }
}
