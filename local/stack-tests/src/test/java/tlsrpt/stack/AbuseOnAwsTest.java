package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.SPF;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.MailText.latin1;
import static tlsrpt.testkit.ReportText.aReport;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReport;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.Page;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;
import tlsrpt.store.Views;
import tlsrpt.testkit.MailText;
import tlsrpt.testkit.ReportText;

/// Rows of the abuse table that AWS makes different: what SES writes, the keys of objects, the networks of clients, the
/// transactions of DynamoDB, the stream. Each row has a domain of its own, of which Google reports 100 successful
/// sessions between the attack and its repetition. Only the domain of row 36 fails, and only of that an alert is sent.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseOnAwsTest {

    private static final int[] ROWS = {1, 11, 17, 22, 27, 29, 30, 36, 40, 41};
    private static final int BATCH = 25;

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(3);

    private final Emulator emulator = new Emulator();
    private final Stack stack = new Stack(
            emulator,
            Map.of(
                    "ReportDomain",
                    "tlsrpt.example.com",
                    "Domains",
                    Arrays.stream(ROWS).mapToObj(AbuseOnAwsTest::domain).collect(Collectors.joining(","))));
    private final TableStream stream = new TableStream(
            emulator.dynamoDb(),
            stack.dynamoDb
                    .describeTable(describe -> describe.tableName(stack.name("Table")))
                    .table()
                    .latestStreamArn());
    private final String everything = stack.subscribe("everything", "{}");
    private final List<String> subjects = new ArrayList<>();
    private int sent;

    AbuseOnAwsTest() throws Exception {}

    @BeforeAll
    void attack() throws Exception {
        var domains = Arrays.stream(ROWS).mapToObj(AbuseOnAwsTest::domain).toList();
        new Settings(domains, Retention.DEFAULT, false).write(stack.table());
        for (var domain : domains) {
            put(genuine(domain, day.minusDays(1), clean(domain, day.minusDays(1))));
        }
        attacks(true);
        for (var domain : domains) {
            var report = clean(domain, day);
            put(genuine(domain, day, domain.equals(domain(36)) ? failing(domain, "google.com") : report));
        }
        attacks(false);
        deliver();
        alert();
    }

    @AfterAll
    void end() throws Exception {
        stream.close();
        stack.close();
        emulator.close();
    }

    private void attacks(boolean before) throws Exception {
        // The sender's headers stand below those of SES.
        put(id -> latin1(aMail().arrivedAt(Instant.now())
                        .smtpId(id)
                        .storedBySesWith(
                                SPF, "\r\n dkim=permerror header.i=@google.com;\r\n dmarc=fail header.from=google.com;")
                        .above()
                + aMail().storedBySes("google.com")
                        .report(failing(domain(1), "google.com").json())
                        .text()));
        put(id -> aMail().arrivedAt(Instant.now())
                .smtpId("another" + id)
                .report(failing(domain(11), "google.com").json())
                .storedBySes("google.com")
                .bytes());
        for (int back = 0; back < 3; back++) {
            var lie = failing(domain(17), "patient.example")
                    .on(day.minusDays(back))
                    .id("b" + back + before);
            put(evil("patient.example", lie));
        }
        post("192.0.2.1", failing(domain(22), "google.com").id(id(domain(22), day)));
        if (!before) {
            put(genuine(domain(27), day, failing(domain(27), "google.com")));
        }
        put(evil(
                "evil.example",
                // Ends tomorrow: the parser refuses what lies two days ahead, whoever sent it.
                aReport()
                        .from("evil.example")
                        .on(day.plusDays(4))
                        .id("tomorrow" + before)
                        .noPolicyFound(domain(29), 9)));
        put(evil(
                "evil.example",
                aReport()
                        .from("evil.example")
                        .on(day)
                        .id("many" + before)
                        .sts(domain(30), "enforce", 1_000_000_000_000L)));
        var below = "nosuch." + domain(36);
        put(evil(
                "evil.example",
                aReport()
                        .from("evil.example")
                        .on(day)
                        .id("below" + before)
                        .sts(below, "enforce", 0)
                        .failed("certificate-expired", "mx1." + domain(36), 5_000)));
        if (before) {
            var rows = aReport().from("rows.example").on(day).sts(domain(40), "enforce", 0);
            IntStream.range(0, 49_000).forEach(n -> rows.failed("validation-failure", "mx" + n + "." + domain(40), 1));
            put(evil("rows.example", rows));
            for (int n = 0; n < 22; n++) {
                post(
                        "198.51.100." + n,
                        failing(domain(41), "r" + n + ".example").id("p" + n));
            }
            post("203.0.113.7", failing(domain(41), "honest.example").id("honest"));
        }
    }

    @ParameterizedTest(name = "row {0}")
    @MethodSource("rows")
    void countsOnlyWhatGoogleSaid(int row) {
        assertThat(days(row).stream().filter(one -> one.trust().counts()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.trust()).isEqualTo(Trust.VERIFIED);
                    assertThat(one.sessions().reports()).isEqualTo(1);
                    assertThat(one.sessions().headline().ok()).isEqualTo(row == 36 ? 0 : 100);
                });
    }

    static IntStream rows() {
        return Arrays.stream(ROWS);
    }

    @Test
    void sendsTheAlertOfTheDomainThatFailsAndNoOther() {
        assertThat(subjects).singleElement().asString().startsWith(domain(36) + ": ");
    }

    @Test
    void row17KeepsBackdatedDaysApart() {
        assertThat(days(17)).extracting(ReporterDay::trust).containsOnly(Trust.VERIFIED, Trust.NEW);
    }

    @Test
    void row22LeavesNothingOfWhatWasPosted() {
        assertThat(days(22)).extracting(ReporterDay::trust).containsOnly(Trust.VERIFIED);
    }

    @Test
    void rows1And11And27And30AreHeld() {
        assertThat(held()).contains("unsigned", "conflict", "implausible", "flood");
    }

    @Test
    void row29HoldsAReportOfTomorrowAndChangesNoState() {
        assertThat(held("in-the-future"))
                .filteredOn(why -> why.startsWith("it ends at"))
                .hasSize(2);
        assertThat(known(domain(29)).policies()).containsExactly(PolicyKind.STS_ENFORCE);
        assertThat(Page.stream(cursor -> new Views(stack.table(), Clock.systemUTC())
                        .reports(domain(29), day.plusDays(1), day.plusDays(9), cursor)))
                .isEmpty();
    }

    @Test
    void row36HoldsANameThatNobodyConfirmed() {
        var below = "nosuch." + domain(36);

        assertThat(held("not-our-domain"))
                .containsOnly("no verified reporter has confirmed the name " + below)
                .hasSize(2);
        assertThat(domains()).extracting(KnownDomain::domain).doesNotContain(below);
        assertThat(Page.stream(cursor -> new Views(stack.table(), Clock.systemUTC()).reports(below, day, day, cursor)))
                .isEmpty();
    }

    @Test
    void row40AddsTwelveRowsAtMost() {
        var failures = Page.stream(
                        cursor -> new Views(stack.table(), Clock.systemUTC()).failures(domain(40), day, day, cursor))
                .toList();

        assertThat(failures).hasSizeBetween(1, 12);
    }

    @Test
    void row41CountsTwentyOfANetworkAndThoseOfAnother() {
        var posted =
                days(41).stream().filter(one -> one.trust() == Trust.ANONYMOUS).toList();

        assertThat(posted).hasSize(21).extracting(ReporterDay::submitter).contains("honest.example");
    }

    private List<ReporterDay> days(int row) {
        return Page.stream(cursor ->
                        new Views(stack.table(), Clock.systemUTC()).reporterDays(domain(row), day, day, cursor))
                .toList();
    }

    private List<String> held() {
        return heldObjects().map(why -> why.reason().token()).toList();
    }

    private List<String> held(String reason) {
        return heldObjects()
                .filter(why -> why.reason().token().equals(reason))
                .map(HeldReport::detail)
                .toList();
    }

    private Stream<HeldReport> heldObjects() {
        return Page.stream(new HeldObjects(stack.table(), Clock.systemUTC())::list)
                .map(HeldObject::why);
    }

    private List<KnownDomain> domains() {
        return Page.stream(new Views(stack.table(), Clock.systemUTC())::domains).toList();
    }

    private KnownDomain known(String domain) {
        return domains().stream()
                .filter(one -> one.domain().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    /// A mail as SES stores it under this id.
    private interface Mail {
        byte[] as(String id);
    }

    private void put(Mail mail) throws Exception {
        var id = "a" + ++sent;
        stack.put("mail/" + id, mail.as(id));
        if (sent % 10 == 0) {
            deliver();
        }
    }

    private void post(String client, ReportText report) throws Exception {
        int before = stack.sqs.size(stack.name("IngestQueue"));
        var event = HttpApi.post("application/tlsrpt+gzip", MailText.gzip(report.bytes()), client);
        var answer = stack.function("SubmitFunction").invoke(event);
        if (answer.contains("\"statusCode\":201")) {
            stack.sqs.await(stack.name("IngestQueue"), before + 1);
        } else {
            assertThat(answer).contains("\"statusCode\":200");
        }
    }

    private Mail genuine(String domain, LocalDate of, ReportText report) {
        return id -> aMail().arrivedAt(Instant.now())
                .smtpId(id)
                .about(domain)
                .report(report.id(id(domain, of)).json())
                .storedBySes("google.com")
                .bytes();
    }

    private static Mail evil(String signer, ReportText report) {
        return id -> aMail().from("x@" + signer)
                .submitter(signer)
                .arrivedAt(Instant.now())
                .smtpId(id)
                .report(report.json())
                .storedBySes(signer)
                .bytes();
    }

    private void deliver() throws Exception {
        for (int n = 0; n < 100 && stack.sqs.size(stack.name("IngestQueue")) > 0; n++) {
            stack.deliver("IngestFunction");
        }
        assertThat(stack.sqs.size(stack.name("IngestQueue"))).isZero();
    }

    private void alert() throws Exception {
        var news = stream.news(stack.filter("AlertFunction"));
        for (int from = 0; from < news.size(); from += BATCH) {
            var batch = news.subList(from, Math.min(from + BATCH, news.size())).stream()
                    .map(Tree::value)
                    .toList();
            assertThat(stack.function("AlertFunction").invoke(new Tree(Map.of("Records", batch)).json()))
                    .isEqualTo("{\"batchItemFailures\":[]}");
        }
        stack.sqs.await(everything, 1);
        for (var messages = stack.sqs.receive(everything, 10);
                !messages.isEmpty();
                messages = stack.sqs.receive(everything, 10)) {
            for (var message : messages) {
                subjects.add(Tree.parse(message.at("Body").text()).at("Subject").text());
                stack.sqs.delete(everything, message);
            }
        }
    }

    private static String domain(int row) {
        return "v" + row + ".example";
    }

    private static String id(String domain, LocalDate of) {
        return of + "T00:00:00Z_" + domain;
    }

    private static ReportText clean(String domain, LocalDate of) {
        return aReport().on(of).sts(domain, "enforce", 100);
    }

    private ReportText failing(String domain, String claims) {
        return aReport()
                .from(claims)
                .on(day)
                .sts(domain, "enforce", 0)
                .failed("certificate-expired", "mx1." + domain, 5_000);
    }
}
