package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tlsrpt.alerting.DigestWeeks;
import tlsrpt.alerting.RulesItem;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.posture.look.Rig;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.testkit.ReportText;

/// From mail to subscribers: the table's stream, the functions that judge it, SNS and its filters. Each test
/// goes on where the last one ended.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertingTest {

    private static final int BATCH = 25;

    /// Old enough that all its reports came, young enough to be news.
    private final LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(6);

    private final Emulator emulator = new Emulator();
    private final Rig rig = new Rig();
    private final Stack stack = new Stack(
            emulator,
            Map.of(
                    "ReportDomain",
                    "tlsrpt.example.com",
                    "Domains",
                    "example.com,example.net",
                    "CheckResolvers",
                    "127.0.0.1:" + rig.dns.address().getPort(),
                    "DigestEmail",
                    "desk@example.com"));
    private final TableStream stream = new TableStream(
            emulator.dynamoDb(),
            stack.dynamoDb
                    .describeTable(describe -> describe.tableName(stack.name("Table")))
                    .table()
                    .latestStreamArn());
    private final String everything = stack.subscribe("everything", "{}");
    private final String phone =
            stack.subscribe("phone", "{\"domain\":[\"example.com\"],\"severity\":[\"high\",\"critical\"]}");
    private final String customer = stack.subscribe("customer", "{\"domain\":[\"example.net\"]}");
    private final String certificates =
            stack.subscribe("certificates", "{\"kind\":[\"failing\"],\"resultType\":[\"certificate-expired\"]}");
    private final List<Tree> delivered = new ArrayList<>();
    private int mails;

    AlertingTest() throws Exception {}

    @BeforeAll
    void takeInWhatIsClean() throws Exception {
        new Settings(List.of("example.com", "example.net"), Retention.DEFAULT, false).write(stack.table());
        for (var domain : List.of("example.com", "example.net")) {
            mail(aReport().on(first).sts(domain, "enforce", 900));
        }
        alert();
        assertHeard(everything);
    }

    @AfterAll
    void end() throws IOException {
        rig.close();
        stream.close();
        stack.close();
        emulator.close();
    }

    @Test
    @Order(1)
    void everyoneHearsOfWhatTheirFiltersName() throws Exception {
        var day = first.plusDays(1);
        mail(aReport()
                .on(day)
                .sts("example.com", "enforce", 900)
                .failed("certificate-expired", "mx1.example.com", 300));
        mail(aReport()
                .on(day)
                .sts("example.net", "testing", 900)
                .failed("starttls-not-supported", "mx1.example.net", 300));
        mail(aReport()
                .on(day.plusDays(1))
                .sts("example.net", "testing", 900)
                .failed("starttls-not-supported", "mx1.example.net", 300));
        alert();

        assertHeard(
                everything,
                "failing certificate high example.com",
                "policy policy medium example.net",
                "failing starttls medium example.net");
        assertHeard(phone, "failing certificate high example.com");
        assertHeard(customer, "policy policy medium example.net", "failing starttls medium example.net");
        assertHeard(certificates, "failing certificate high example.com");
    }

    @Test
    @Order(2)
    void theSameRecordsOnceMoreTellNothing() throws Exception {
        invoke(delivered);

        assertHeard(everything);
    }

    @Test
    @Order(3)
    void whoHeardOfTheBeginningHearsOfTheEnd() throws Exception {
        for (int n = 2; n <= 3; n++) {
            mail(aReport().on(first.plusDays(n)).sts("example.com", "enforce", 900));
        }
        alert();

        assertHeard(everything, "recovered certificate high example.com");
        assertHeard(phone, "recovered certificate high example.com");
        assertHeard(customer);
        assertHeard(certificates);
    }

    /// Lambda: "event source mappings process each event at least once, and duplicate processing of records can occur".
    /// DynamoDB keeps the order of an item's records only.
    @Test
    @Order(7)
    void tellsOnceInWhateverOrderAndHoweverOftenTheRecordsCome() throws Exception {
        for (int n = 4; n <= 5; n++) {
            mail(aReport()
                    .on(first.plusDays(n))
                    .sts("example.com", "enforce", 900)
                    .failed("certificate-expired", "mx1.example.com", 300));
        }
        var news = stream.news(stack.filter("AlertFunction"));
        assertThat(news).hasSize(2);

        invoke(news.reversed());
        invoke(news);
        invoke(news.reversed());

        assertHeard(everything, "failing certificate high example.com");
        assertHeard(phone, "failing certificate high example.com");
    }

    @Test
    @Order(4)
    void theWatchEndsWhatNobodyReportsAnyMore() throws Exception {
        RulesItem.write(stack.table(), Rules.DEFAULT.with(Threshold.SILENT_REPORTER_DAYS, 1, null));

        stack.function("WatchFunction").invoke("{}");
        stack.function("WatchFunction").invoke("{\"task\":\"summary\"}");

        assertHeard(everything, "recovered starttls medium example.net");
        assertHeard(customer, "recovered starttls medium example.net");
        assertHeard(phone);
    }

    @Test
    @Order(5)
    void aFaultThatTwoChecksSawIsToldToEveryone() throws Exception {
        rig.dns.zone("_smtp._tls.example.com. 60 IN TXT \"v=TLSRPTv1; rua=reports@example.com\"");
        var earlier = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        var fault = new PostureLine(
                "tlsrpt-record", "fail", null, null, "medium", null, "bare address", "None come.", null, null, null);
        new PostureItems(stack.table(), earlier)
                .record(
                        Optional.empty(),
                        new PostureLook("example.com", earlier.instant(), List.of(), List.of(fault), null));
        alert();
        assertHeard(everything);

        assertThat(stack.function("ProbeFunction").invoke("{}")).isEqualTo("{}");
        alert();

        assertHeard(everything, "check-failed tlsrpt-record medium example.com");
    }

    /// A recipient that is seen for the first time begins with the next week.
    @Test
    @Order(5)
    void theDigestIsMailedOncePerWeek() throws Exception {
        var watch = stack.function("WatchFunction");
        assertThat(mailed()).isZero();

        new DigestWeeks(stack.table()).remember("desk@example.com", first.minusDays(30));
        watch.invoke("{\"task\":\"summary\"}");
        assertThat(mailed()).isEqualTo(1);

        watch.invoke("{\"task\":\"summary\"}");
        watch.invoke("{}");
        assertThat(mailed()).isEqualTo(1);
    }

    private long mailed() {
        return stack.relay().calls().stream()
                .filter(call -> call.actions().contains("ses:SendEmail"))
                .filter(call -> call.status() == 200)
                .count();
    }

    @Test
    @Order(6)
    void eachFunctionMayDoExactlyWhatItDid() {
        for (var function : List.of("AlertFunction", "WatchFunction", "ProbeFunction")) {
            assertThat(Rights.used(stack, function)).as(function).isEqualTo(Rights.granted(stack, function));
        }
    }

    /// By SES's door, into the table.
    private void mail(ReportText report) throws Exception {
        var number = "r" + mails++;
        var mail = aMail().arrivedAt(Instant.now())
                .smtpId(number)
                .report(report.id(number).json())
                .storedBySes("google.com")
                .bytes();
        stack.put("mail/" + number, mail);
        for (int i = 0; i < 20 && stack.sqs.size(stack.name("IngestQueue")) > 0; i++) {
            stack.deliver("IngestFunction");
        }
    }

    /// What Lambda's event source does with what is new in the stream.
    private void alert() throws Exception {
        var news = stream.news(stack.filter("AlertFunction"));
        delivered.addAll(news);
        invoke(news);
    }

    private void invoke(List<Tree> records) throws Exception {
        for (int from = 0; from < records.size(); from += BATCH) {
            var batch = records.subList(from, Math.min(from + BATCH, records.size())).stream()
                    .map(Tree::value)
                    .toList();
            assertThat(stack.function("AlertFunction").invoke(new Tree(Map.of("Records", batch)).json()))
                    .isEqualTo("{\"batchItemFailures\":[]}");
        }
    }

    private void assertHeard(String queue, String... alerts) {
        stack.sqs.await(queue, alerts.length);
        assertThat(received(queue)).containsExactlyInAnyOrder(alerts);
    }

    /// Takes out all that a queue has, in the words that matter.
    private List<String> received(String queue) {
        var received = new ArrayList<String>();
        while (true) {
            var messages = stack.sqs.receive(queue, 10);
            if (messages.isEmpty()) {
                return received;
            }
            for (var message : messages) {
                var envelope = Tree.parse(message.at("Body").text());
                var alert = Tree.parse(envelope.at("Message").text());
                received.add(String.join(
                        " ",
                        alert.at("kind").text(),
                        alert.at("family").text(),
                        alert.at("severity").text(),
                        alert.at("domain").text()));
                stack.sqs.delete(queue, message);
            }
        }
    }
}
