package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.actions.ActionRequests;
import tlsrpt.actions.Decision;
import tlsrpt.alerting.RulesItem;
import tlsrpt.api.Access;
import tlsrpt.gateway.Writers;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.Rules;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.report.Severity;
import tlsrpt.store.AlertItems;
import tlsrpt.store.AuditLog;
import tlsrpt.store.Page;
import tlsrpt.store.StoredAlert;

/// `POST /v1/actions` of a collector that counts example.com.
@Timeout(120)
class ActionsTest {

    private static final String REPORTER = "reporter.example|tlsrpt@reporter.example";
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Collector collector;
    private HttpHost host;
    private String token;

    @BeforeEach
    void start() throws IOException {
        open();
        token = collector.addToken("desk", true).text();
    }

    private void open() throws IOException {
        collector = Collector.open(
                DataFolder.lock(folder.resolve("data")).orElseThrow(),
                0,
                Access.OPEN,
                Clock.systemUTC(),
                new MailTrust("mx.example.org", null),
                _ -> {});
        collector.count(List.of("example.com"), false);
        host = new HttpHost(
                ListenAddress.loopback(0), List.of("reports.example.com"), collector, "secret", null, null, null);
        host.start();
    }

    @AfterEach
    void stop() {
        host.close();
        collector.close();
    }

    @Test
    void mutesOnceAndTakesItBack() throws Exception {
        var mute = mute(today.plusDays(7));

        var done = act(mute);
        assertThat(done).contains("\"changed\":true", "\"undoable\":true", "until the end of " + today.plusDays(7));
        assertThat(RulesItem.read(collector.table()).mutes()).hasSize(1);
        openAlert();
        assertThat(get("/v1/alerts"))
                .contains("\"muted\":[{\"alert\":\"example.com:certificate:" + today + "\",\"domain\":\"example.com\"");

        assertThat(act(mute)).contains("\"changed\":false", "already");
        assertThat(entries()).isEqualTo(1);

        assertThat(undo(done)).contains("\"changed\":true", "\"undoable\":false");
        assertThat(RulesItem.read(collector.table()).mutes()).isEmpty();
        assertThat(undo(done)).contains("\"changed\":false", "already undone");
        assertThat(get("/v1/actions"))
                .contains("\"who\":\"the API token desk\"", "\"action\":\"mute\"", "\"note\":\"old MX\"")
                .contains("\"action\":\"unmute\"", "\"undoes\":\"" + entry(done))
                .doesNotContain(token);
    }

    @Test
    void forgetsMutesThatHaveEnded() throws Exception {
        var ended = new Rules.Mute("example.com", "dane", today.minusDays(1), "");
        RulesItem.write(collector.table(), Rules.DEFAULT.with(ended));
        act(mute(today));

        assertThat(RulesItem.read(collector.table()).mutes())
                .extracting(Rules.Mute::cause)
                .containsExactly("certificate");
    }

    @Test
    void restoresTheMuteThatAnotherReplaced() throws Exception {
        act(mute(today.plusDays(7)));
        var longer = act(mute(today.plusDays(30)));
        undo(longer);

        assertThat(RulesItem.read(collector.table()).mutes())
                .singleElement()
                .satisfies(mute -> assertThat(mute.until()).isEqualTo(today.plusDays(7)));
    }

    @Test
    void undoesNothingThatWasChangedSince() throws Exception {
        var first = act(mute(today.plusDays(7)));
        act(mute(today.plusDays(30)));

        var answer = post("{\"action\":\"undo\",\"entry\":\"" + entry(first) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("no longer in effect");
        assertThat(RulesItem.read(collector.table()).mutes())
                .singleElement()
                .satisfies(mute -> assertThat(mute.until()).isEqualTo(today.plusDays(30)));
    }

    @Test
    void acknowledgesAnOpenAlertAndTakesItBack() throws Exception {
        var id = openAlert();
        var acknowledge = "{\"action\":\"acknowledge\",\"alert\":\"" + id + "\",\"note\":\"<b>renewing</b>\"}";

        var done = act(acknowledge);
        assertThat(done).contains("\"changed\":true");
        assertThat(act(acknowledge)).contains("\"changed\":false", "token desk");
        for (var view : List.of("/v1/alerts", "/v1/domains/example.com/alerts")) {
            assertThat(get(view)).contains("\"acknowledged\":[{\"alert\":\"" + id + "\",\"note\":\"<b>renewing</b>\"");
        }

        assertThat(undo(done)).contains("\"changed\":true");
        assertThat(get("/v1/alerts")).contains("\"acknowledged\":[]");
        assertThat(act("{\"action\":\"unacknowledge\",\"alert\":\"" + id + "\"}"))
                .contains("\"changed\":false");
        assertThat(post(acknowledge.replace(id, "another")).statusCode()).isEqualTo(404);
    }

    @Test
    void approvesAReporterAndCountsWhatIsHeldOfIt() throws Exception {
        takeMail("reporter.example");
        var approve = "{\"action\":\"approve\",\"reporter\":\"" + REPORTER + "\"}";

        var done = act(approve);
        assertThat(done).contains("\"changed\":true", "\"undoable\":true");
        assertThat(act(approve)).contains("\"changed\":false");
        assertThat(get("/v1/reporters")).contains("\"standing\":\"approved\"");
        assertThat(undo(done)).contains("\"changed\":true");
        assertThat(get("/v1/reporters")).doesNotContain("\"standing\":\"approved\"");
    }

    @Test
    void blocksAReporterAndTakesItBack() throws Exception {
        takeMail("reporter.example");
        var block = "{\"action\":\"block\",\"reporter\":\"" + REPORTER + "\"}";

        var done = act(block);
        assertThat(done).contains("\"changed\":true");
        assertThat(act(block)).contains("\"changed\":false");
        assertThat(get("/v1/reporters")).contains("\"standing\":\"blocked\"");
        assertThat(undo(done)).contains("\"changed\":true");
        assertThat(get("/v1/reporters")).doesNotContain("\"standing\":\"blocked\"");
        assertThat(post(block.replace("tlsrpt@", "other@")).statusCode()).isEqualTo(404);
    }

    @Test
    void countsADomainWithWhatIsHeldOfItAndKeepsItThroughARestart() throws Exception {
        takeReport("example.net");
        assertThat(get("/v1/held")).contains("\"reason\":\"not-our-domain\"", "\"domain\":\"example.net\"");
        var count = "{\"action\":\"count\",\"domain\":\"Example.NET\"}";

        var done = act(count);
        assertThat(done).contains("\"changed\":true", "1 held object is being reprocessed.");
        assertThat(act(count)).contains("\"changed\":false");
        settle();
        assertThat(get("/v1/held")).contains("\"held\":[]");

        stop();
        open();
        assertThat(collector.settings().domains()).containsExactly("example.com", "example.net");
        assertThat(undo(done)).contains("\"changed\":true");
        assertThat(collector.settings().domains()).containsExactly("example.com");
        var configured = post("{\"action\":\"uncount\",\"domain\":\"example.com\"}");
        assertThat(configured.statusCode()).isEqualTo(409);
        assertThat(configured.body()).contains("example.com or a domain above it is in the configuration's 'domains'");
    }

    @Test
    void reprocessesAHeldObject() throws Exception {
        takeReport("example.net");
        collector.count(List.of("example.com", "example.net"), false);
        var key = match("\"object\":\"([^\"]+)\"", get("/v1/held"));

        var done = act("{\"action\":\"reprocess\",\"object\":\"" + key + "\"}");
        assertThat(done).contains("\"changed\":true", "Reprocessed: 1 new.", "\"undoable\":false");
        assertThat(get("/v1/held")).contains("\"held\":[]");
        var answer = post("{\"action\":\"undo\",\"entry\":\"" + entry(done) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(post("{\"action\":\"reprocess\",\"object\":\"https/none\"}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void logsWhatCommandsChangeAndUndoesIt() throws Exception {
        takeMail("reporter.example");
        var rules = RulesItem.read(collector.table());
        collector.rules(rules.with(new Rules.Mute("*", "certificate", today.plusDays(3), "moving"))
                .json());
        var muted = match("\"entry\":\"([^\"]+)\"", get("/v1/actions"));
        collector.decide(Decision.BLOCK, REPORTER);
        var blocked = match("\"entry\":\"([^\"]+)\"", get("/v1/actions"));
        collector.decide(Decision.BLOCK, "example.org");

        assertThat(get("/v1/actions"))
                .contains(
                        "\"who\":\"the command on this machine\",\"action\":\"mute\",\"subject\":\"certificate for all domains until")
                .contains("\"action\":\"block\",\"subject\":\"" + REPORTER)
                .contains("\"action\":\"block\",\"subject\":\"example.org\"");
        for (var entry : List.of(muted, blocked)) {
            assertThat(undo("{\"entry\":\"" + entry + "\"}")).contains("\"changed\":true");
        }
        assertThat(RulesItem.read(collector.table())).isEqualTo(rules);
        assertThat(get("/v1/reporters")).doesNotContain("\"standing\":\"blocked\"");
    }

    @Test
    void refusesWhoMayNotWrite() throws Exception {
        var reader = collector.addToken("grafana", false).text();
        var mute = mute(today);

        assertThat(http.send(request(mute).build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
        assertThat(sent(request(mute).header("Authorization", "Bearer " + reader)))
                .isEqualTo(403);
        assertThat(sent(request(mute).header("Authorization", "Bearer tlsrpt_unknown")))
                .isEqualTo(401);
        assertThat(sent(request(mute).header("X-Tlsrpt-Secret", "secret"))).isEqualTo(401);
        assertThat(entries()).isZero();
        assertThat(RulesItem.read(collector.table()).mutes()).isEmpty();
    }

    @Test
    void refusesPagesOfOtherHosts() throws Exception {
        var mute = mute(today);
        for (var origin : List.of("https://evil.example", "http://127.0.0.1.evil.example", "null", "", "%%")) {
            assertThat(sent(writing(mute).header("Origin", origin))).as(origin).isEqualTo(403);
        }
        for (var site : List.of("cross-site", "same-site", "none")) {
            assertThat(sent(writing(mute).header("Sec-Fetch-Site", site)))
                    .as(site)
                    .isEqualTo(403);
        }
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            assertThat(sent(writing(mute).setHeader("Content-Type", type)))
                    .as(type)
                    .isEqualTo(415);
        }
        assertThat(entries()).isZero();
        for (var origin : List.of("https://reports.example.com", host.uri().toString(), "http://localhost:1")) {
            assertThat(sent(writing(mute).header("Origin", origin))).as(origin).isEqualTo(200);
        }
    }

    @Test
    void refusesANameThatIsNotItsOwn() throws Exception {
        var address = host.uri();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            var body = mute(today);
            socket.getOutputStream()
                    .write(("POST /v1/actions HTTP/1.1\r\nHost: rebound.example\r\nOrigin: http://rebound.example\r\n"
                                    + "Authorization: Bearer " + token
                                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 421");
        }
        assertThat(entries()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"action\":\"mute\"}",
                "{\"action\":1}",
                "{\"action\":\"explode\"}",
                "{\"action\":\"count\",\"domain\":\"com\"}",
                "{\"action\":\"count\",\"domain\":\"*\"}",
                "{\"action\":\"count\",\"domain\":\"a b.example\"}",
                "{\"action\":\"count\",\"domain\":\"example.org\",\"more\":\"1\"}",
                "{\"action\":\"count\",\"domain\":\"example.org\",\"domain\":\"example.net\"}",
                "{\"action\":\"count\",\"domain\":\"example.org\"}{}",
                "{\"action\":\"approve\",\"reporter\":\"example.com\"}",
                "{\"action\":\"mute\",\"domain\":\"*\",\"cause\":\"nonsense\",\"until\":\"2026-12-31\"}",
                "{\"action\":\"mute\",\"domain\":\"*\",\"cause\":\"certificate\",\"until\":\"tomorrow\"}",
                "{\"action\":\"undo\"}",
            })
    void saysWhatItCannotUnderstand(String body) throws Exception {
        var answer = post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(entries()).isZero();
    }

    @Test
    void boundsWhatItTakes() throws Exception {
        assertThat(post("{\"action\":\"" + "x".repeat(10_000) + "\"}").statusCode())
                .isEqualTo(413);
        var note = "x".repeat(501);
        assertThat(post(mute(today).replace("old MX", note)).statusCode()).isEqualTo(400);
        assertThat(post(mute(today.minusDays(1))).statusCode()).isEqualTo(409);
        assertThat(post(mute(today.plusDays(400))).statusCode()).isEqualTo(409);
        assertThat(post("{\"action\":\"undo\",\"entry\":\"none\"}").statusCode())
                .isEqualTo(404);
        assertThat(entries()).isZero();
    }

    @Test
    void keepsTheLatestEntriesOnly() throws Exception {
        var log = new AuditLog(collector.table(), Clock.systemUTC());
        var random = new Random(1);
        for (int i = 0; i <= AuditLog.MOST + 5; i++) {
            log.begin(new AuditLog.Intent("token desk", "mute", "n" + i, "", "{}", null, null), random);
        }

        assertThat(entries()).isEqualTo(AuditLog.MOST);
        assertThat(get("/v1/actions")).contains("\"subject\":\"n" + (AuditLog.MOST + 5) + "\"");
    }

    @Test
    void tellsThePageWhatItMay() throws Exception {
        var reader = collector.addToken("grafana", false).text();

        assertThat(scope(null)).isEqualTo("ask");
        assertThat(scope(reader)).isEqualTo("read");
        assertThat(scope(token)).isEqualTo("write");
    }

    private String scope(@Nullable String with) throws Exception {
        var request = HttpRequest.newBuilder(host.uri().resolve("/v1/alerts"));
        if (with != null) {
            request.header("Authorization", "Bearer " + with);
        }
        return http.send(request.build(), BodyHandlers.discarding())
                .headers()
                .firstValue(Writers.SCOPE)
                .orElse("");
    }

    private static String mute(LocalDate until) {
        return "{\"action\":\"mute\",\"domain\":\"example.com\",\"cause\":\"certificate\",\"until\":\"" + until
                + "\",\"note\":\"old MX\"}";
    }

    private int entries() {
        var log = new AuditLog(collector.table(), Clock.systemUTC());
        return (int) Page.stream(log::list).count();
    }

    private String undo(String done) throws Exception {
        return act("{\"action\":\"undo\",\"entry\":\"" + entry(done) + "\"}");
    }

    private static String entry(String done) {
        return match("\"entry\":\"([^\"]+)\"", done);
    }

    private static String match(String pattern, String text) {
        var found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    private String act(String action) throws Exception {
        var answer = post(action);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> post(String action) throws Exception {
        return http.send(writing(action).build(), BodyHandlers.ofString());
    }

    private int sent(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private HttpRequest.Builder writing(String action) {
        return request(action).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String action) {
        return HttpRequest.newBuilder(URI.create(host.uri() + ActionRequests.PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(action));
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(host.uri().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private void takeReport(String domain) throws Exception {
        var report = aReport().from("google.com").on(today.minusDays(1)).sts(domain, "enforce", 1);
        http.send(
                HttpRequest.newBuilder(host.uri().resolve("/v1/tlsrpt"))
                        .header("Content-Type", "application/tlsrpt+gzip")
                        .POST(BodyPublishers.ofByteArray(report.bytes()))
                        .build(),
                BodyHandlers.discarding());
        settle();
    }

    private void takeMail(String signer) throws Exception {
        var report = aReport().from(signer).on(today.minusDays(1)).sts("example.com", "enforce", 100);
        var mail = aMail().from("tlsrpt@" + signer)
                .signedBy(signer)
                .report(report.json())
                .bytes();
        var delivered = "Authentication-Results: mx.example.org; dkim=pass header.d=" + signer
                + "\r\nReceived: from mail by mx.example.org with ESMTPS id 1; Mon, 02 Mar 2026 11:22:33 +0000\r\n"
                + new String(mail, StandardCharsets.ISO_8859_1);
        var file = Files.write(folder.resolve("mail.eml"), delivered.getBytes(StandardCharsets.ISO_8859_1));
        collector.take(ObjectStore.INBOX + "1/mail.eml", file);
        settle();
    }

    private void settle() throws InterruptedException {
        while (!collector.isIdle()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private String openAlert() {
        var id = "example.com:certificate:" + today;
        var now = Instant.now();
        var alert = Alert.of(
                Alert.Incident.of(id, "certificate", "example.com", today),
                new Alert.Transition(id + ":failing", AlertKind.FAILING, today, now, List.of()),
                Alert.Findings.of(Severity.HIGH, List.of("google.com")),
                Alert.Content.of("example.com: certificate expired", "certificate expired", List.of(), List.of()));
        var stored = new StoredAlert("example.com", id, "certificate", "failing", "high", now, null, alert.json());
        var items = new AlertItems(collector.table());
        items.write(List.of(
                new AlertItems.Change(items.read("example.com"), "{}", "1", List.of(), List.of(stored), List.of())));
        return id;
    }
}
