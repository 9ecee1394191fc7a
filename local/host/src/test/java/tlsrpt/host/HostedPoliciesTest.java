package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.posture.TestCa.leaf;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.InetAddress;
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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;
import tlsrpt.api.Access;
import tlsrpt.console.HostAddress;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.host.https.PemFiles;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.store.PolicyItems;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.ObservationHistory;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Action;
import tlsrpt.sts.StsRequest.Option;

/// A policy that this collector serves by its own HTTPS, looked at through a name server on this machine.
@Timeout(120)
class HostedPoliciesTest {

    private static final String DOMAIN = Rig.DOMAIN;
    private static final String RECORD = "_mta-sts." + DOMAIN + ".";

    private final Path folder;
    private Rig rig;
    private HttpsReceiver https;
    private Collector collector;
    private HttpHost host;

    HostedPoliciesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        rig = new Rig();
        rig.dns.replace(RECORD, Type.TXT, "");
        new PemFiles(folder, rig.ca).write(leaf("mta-sts." + DOMAIN));
        var config = Files.writeString(folder.resolve("tlsrpt.toml"), """
                [https]
                listen = "127.0.0.1:0"
                certificate-file = "fullchain.pem"
                key-file = "privkey.pem"
                """);
        https = HostConfig.read(config, Clock.systemUTC()).https().orElseThrow();
        collector = Collector.open(DataFolder.lock(folder.resolve("data")).orElseThrow(), 0, Access.OPEN, _ -> {});
        collector.count(List.of(DOMAIN), false);
        host = new HttpHost(ListenAddress.loopback(0), List.of(), collector, "secret", null, null, https);
        host.start();
        collector.startWays(List.of(https));
        lookAt(https.port());
    }

    private void lookAt(int port) {
        collector
                .policies()
                .lookBy(new PolicyObserver(
                        new LookOptions(
                                List.of(rig.dns.address()),
                                rig.dns.anchors(),
                                AddressRule.PUBLIC_AND_PRIVATE,
                                new LookOptions.Ports(
                                        rig.ports().dns(), rig.ports().smtp(), port),
                                rig.patient,
                                "client.test",
                                "not needed",
                                Clock.systemUTC()),
                        rig.ca::roots));
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        collector.close();
        rig.close();
    }

    private StsRequest.Answer ask(Action action, String... more) {
        var options = EnumSet.noneOf(Option.class);
        Stream.of(Option.values())
                .filter(option -> Arrays.asList(more).contains(option.name()))
                .forEach(options::add);
        return collector.sts(new StsRequest(action, DOMAIN, options, patterns("+", more), patterns("-", more)));
    }

    private static List<String> patterns(String sign, String... more) {
        return Stream.of(more)
                .filter(one -> one.startsWith(sign))
                .map(one -> one.substring(1))
                .toList();
    }

    private void publish() {
        var id = new PolicyItems(collector.table())
                .get(DOMAIN)
                .orElseThrow()
                .policy()
                .revision()
                .id();
        rig.dns.replace(RECORD, Type.TXT, RECORD + " 3600 IN TXT \"v=STSv1; id=" + id + ";\"");
    }

    @Test
    void goesFromNothingToTesting() {
        var added = ask(Action.ADD);
        assertThat(added.text())
                .contains("example.test  preparing")
                .contains("mode testing, max_age 86400, mx mx1.example.test")
                .contains("Publish this record")
                .containsPattern("\n    _mta-sts\\.example\\.test\\. 3600 IN TXT \"v=STSv1; id=[0-9TZa-f]{28};\"\n");
        assertThat(added.code()).isZero();

        assertThat(ask(Action.CHECK).code()).isEqualTo(3);
        publish();
        var checked = ask(Action.CHECK);
        assertThat(checked.text()).contains("example.test  testing since").contains("in sync since");
        assertThat(checked.code()).isZero();

        var early = ask(Action.ADVANCE);
        assertThat(early.code()).isEqualTo(3);
        assertThat(early.text())
                .startsWith("example.test: nothing was changed. Missing:\n")
                .contains("TXT record, policy file and MX records in sync for 24 hours. From 20")
                .contains("No trusted report shows the policy in testing mode yet.");
    }

    /// Time passes by what is stored; the reports are of the last weeks.
    @Test
    void goesOnToEnforceByWhatReportsSay() throws Exception {
        ask(Action.ADD);
        publish();
        ask(Action.CHECK);
        report("testing", 20);
        inStepFor(Duration.ofDays(2), Duration.ofDays(20));

        assertThat(ask(Action.ADVANCE).text()).contains("example.test  trial").contains("mode enforce, max_age 86400");
        publish();
        assertThat(ask(Action.CHECK).code()).isZero();
        assertThat(ask(Action.ADVANCE).text())
                .contains("7 complete days in enforce mode with a max_age of one day. From 20")
                .contains("Reporters saw `mode: enforce`.");

        report("enforce", 11);
        inStepFor(Duration.ofDays(2), Duration.ofDays(12));
        assertThat(ask(Action.ADVANCE).text())
                .contains("example.test  enforce")
                .contains("mode enforce, max_age 604800");
        assertThat(new PolicyItems(collector.table())
                        .changes(DOMAIN, 1)
                        .getFirst()
                        .evidence())
                .contains("No session was refused. None was.");

        publish();
        ask(Action.CHECK);
        assertThat(ask(Action.RETREAT).text())
                .contains("example.test  testing")
                .contains("Some senders may use an earlier");
    }

    private void report(String mode, int days) throws Exception {
        var today = LocalDate.now(ZoneOffset.UTC);
        for (int back = 2; back < days; back++) {
            for (var reporter : List.of("google.com", "microsoft.com")) {
                var report = aReport()
                        .from(reporter)
                        .on(today.minusDays(back))
                        .id(mode + back + reporter)
                        .sts(DOMAIN, mode, 60);
                var file = Files.write(folder.resolve("report.json"), report.bytes());
                assertThat(collector.importFile(file).of("recorded")).isOne();
            }
        }
    }

    private void inStepFor(Duration step, Duration stage) {
        var items = new PolicyItems(collector.table());
        var stored = items.get(DOMAIN);
        var policy = stored.orElseThrow().policy();
        var seen = policy.seen();
        var now = Instant.now();
        var older = new ObservationHistory(
                seen.looked(),
                seen.faults(),
                now.minus(step),
                seen.recordTtl(),
                seen.mx(),
                seen.mxTtl(),
                seen.mxCached(),
                null);
        assertThat(items.write(
                        stored,
                        new HostedPolicy(
                                DOMAIN,
                                policy.stage(),
                                now.minus(stage),
                                policy.revision(),
                                policy.unread(),
                                policy.horizon(),
                                older),
                        null))
                .isTrue();
    }

    @Test
    void printsNoRecordBeforeTheFileCanBeReadFromOutside() {
        lookAt(rig.ports().smtp());
        var added = ask(Action.ADD);

        assertThat(added.text()).contains("Point https://mta-sts.example.test/").doesNotContain("IN TXT");
    }

    @Test
    void changesMxHostsInTheRightOrder() {
        ask(Action.ADD);
        publish();
        ask(Action.CHECK);

        assertThat(ask(Action.MX, "-mx1.example.test", "+mx2.example.test").text())
                .contains("DNS still has the MX host mx1.example.test.");
        var added = ask(Action.MX, "+mx2.example.test");
        assertThat(added.text())
                .contains("mx mx1.example.test mx2.example.test")
                .contains("IN TXT");
        publish();
        assertThat(ask(Action.CHECK).text()).contains("Do not publish newly added MX hosts in DNS before 20");
        assertThat(ask(Action.MX, "+192.0.2.1").code()).isEqualTo(1);
    }

    @Test
    void leavesTheSafeWay() {
        ask(Action.ADD);
        publish();
        ask(Action.CHECK);
        assertThat(ask(Action.REMOVE).text()).contains("First: tlsrpt sts leave example.test");

        assertThat(ask(Action.LEAVE).text()).contains("example.test  leaving").contains("mode none");
        publish();
        assertThat(ask(Action.CHECK).text()).contains("Some senders may use an earlier policy until 20");
        assertThat(ask(Action.REMOVE).text()).contains("Some senders may hold an earlier policy. From 20");
    }

    @Test
    void adoptsAPolicyOfAnotherHostUnchanged() throws Exception {
        rig.dns.replace(RECORD, Type.TXT, RECORD + " 3600 IN TXT \"v=STSv1; id=1;\"");
        lookAt(rig.ports().https());
        var refused = ask(Action.ADD);
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.text()).contains("To take it over unchanged, pass --adopt.");

        assertThat(ask(Action.ADD, "ADOPT").text())
                .contains("example.test  enforce")
                .contains("id 1, in DNS");
        lookAt(https.port());
        assertThat(ask(Action.CHECK).text()).contains("in sync since");
        assertThat(get("mta-sts.example.test", "/.well-known/mta-sts.txt"))
                .endsWith("version: STSv1\nmode: enforce\nmx: mx1.example.test\nmax_age: 604800\n");
    }

    @Test
    void saysThatDnsDidNotAnswerRatherThanThatARecordIsMissing() {
        rig.dns.silent();

        assertThat(ask(Action.ADD).text())
                .contains("DNS does not answer for the TLSRPT record at _smtp._tls.example.test: ")
                .doesNotContain("has no usable TLSRPT record");
    }

    @Test
    void refusesADomainThatIsNotCountedOrAsksForNoReports() {
        rig.dns.replace("_smtp._tls." + DOMAIN + ".", Type.TXT, "");
        assertThat(ask(Action.ADD).text()).contains("has no usable TLSRPT record");

        collector.count(List.of("example.org"), false);
        assertThat(ask(Action.ADD).text()).contains("This collector does not count reports about example.test.");
        assertThat(ask(Action.ADD, "JSON").text())
                .startsWith("{\"domain\":\"example.test\",\"done\":false,\"missing\":[{\"what\":\"This collector");
    }

    @Test
    void keepsEveryChangeWithWhoAskedForIt() {
        ask(Action.ADD);
        ask(Action.MX, "+mx2.example.test");

        assertThat(new PolicyItems(collector.table()).changes(DOMAIN, 10))
                .extracting(PolicyItems.Change::command)
                .containsExactly("mx --add mx2.example.test", "add");
        assertThat(ask(Action.STATUS, "JSON").text())
                .contains("\"command\":\"add\",\"by\":\"the command on this machine\"");
    }

    @Test
    void servesThePolicyUnderItsNameAndNothingElse() throws Exception {
        ask(Action.ADD);

        var answer = get("mta-sts.example.test", "/.well-known/mta-sts.txt");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("\r\nContent-Type: text/plain\r\n")
                .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                .endsWith("\r\n\r\nversion: STSv1\r\nmode: testing\r\nmx: mx1.example.test\r\nmax_age: 86400\r\n");
        assertThat(get("MTA-STS.Example.test.:8443", "/.well-known/mta-sts.txt"))
                .startsWith("HTTP/1.1 200");
        for (var path : List.of("/", "/v1/domains", "/v1/tlsrpt", "/v1/operator/sts", "/metrics", "/v1/health")) {
            assertThat(get("mta-sts.example.test", path)).as(path).startsWith("HTTP/1.1 404");
        }
        assertThat(get("mta-sts.example.org", "/.well-known/mta-sts.txt")).startsWith("HTTP/1.1 404");
        assertThat(get("localhost", "/.well-known/mta-sts.txt")).startsWith("HTTP/1.1 404");
        assertThat(get("mta-sts", "/")).startsWith("HTTP/1.1 421");
    }

    @Test
    void tellsAWebServerForWhichNamesToGetCertificates() throws Exception {
        ask(Action.ADD);

        assertThat(get("127.0.0.1", "/v1/sts/hosts?domain=mta-sts.example.test"))
                .startsWith("HTTP/1.1 200");
        assertThat(get("127.0.0.1", "/v1/sts/hosts?domain=mta-sts.example.org")).startsWith("HTTP/1.1 404");
        assertThat(get("127.0.0.1", "/v1/sts/hosts?domain=example.test")).startsWith("HTTP/1.1 404");
        assertThat(get("127.0.0.1", "/v1/sts/hosts?domain=%")).startsWith("HTTP/1.1 400");
        assertThat(get("127.0.0.1", "/v1/sts/hosts")).startsWith("HTTP/1.1 400");
    }

    @Test
    void letsScriptsReadWithAnyTokenAndChangeWithAWritingOne() throws Exception {
        var reading = collector.addToken("reads", false).text();
        var writing = collector.addToken("writes", true).text();
        var add = new StsRequest(Action.ADD, DOMAIN, EnumSet.noneOf(Option.class), List.of(), List.of());

        assertThat(post(reading, add).statusCode()).isEqualTo(403);
        assertThat(post(writing, add).body()).startsWith("0\nexample.test  preparing");
        assertThat(new PolicyItems(collector.table())
                        .changes(DOMAIN, 1)
                        .getFirst()
                        .by())
                .isEqualTo("the API token writes");
        try (var client = HttpClient.newHttpClient()) {
            var status = HttpRequest.newBuilder(host.uri().resolve("/v1/operator/sts"))
                    .header("Authorization", "Bearer " + reading)
                    .build();
            assertThat(client.send(status, BodyHandlers.ofString()).body())
                    .startsWith("{\"domain\":\"example.test\",\"stage\":\"preparing\"");
        }
    }

    @Test
    void answersTheCommandOnThisMachine() throws Exception {
        var status = new StsRequest(Action.STATUS, "", EnumSet.noneOf(Option.class), List.of(), List.of());
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(host.uri() + "/v1/operator/sts"))
                    .POST(BodyPublishers.ofString(status.toString()))
                    .header(HostAddress.HEADER, "secret")
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body())
                    .isEqualTo("0\nNo policies are hosted here. To host one, run: tlsrpt sts add DOMAIN\n");
        }
    }

    private HttpResponse<String> post(String token, StsRequest request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(host.uri().resolve("/v1/operator/sts"))
                            .POST(BodyPublishers.ofString(request.toString()))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /// Asks as a web server in front does, by plain HTTP.
    private String get(String name, String path) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), host.uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
