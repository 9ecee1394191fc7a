package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.posture.TestCa.leaf;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;
import tlsrpt.api.Access;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.host.https.PemFiles;
import tlsrpt.hosting.PolicyObserver;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;
import tlsrpt.report.Mode;
import tlsrpt.store.PolicyItems;
import tlsrpt.sts.Stage;
import tlsrpt.sts.StsRequest;
import tlsrpt.sts.StsRequest.Action;
import tlsrpt.sts.StsRequest.Option;
import tlsrpt.testkit.MutableClock;

/// The owner of many domains does once a day what `tlsrpt sts status` says under "Now", and nothing else: publishes
/// records, pastes commands.
@Timeout(300)
class TwentyDomainsTest {

    private static final int DOMAINS = Integer.getInteger("sts.domains", 4);
    private static final int MOST_DAYS = 40;

    private final Path folder;
    private final MutableClock clock = new MutableClock(Instant.now());
    private final List<String> domains =
            IntStream.range(0, DOMAINS).mapToObj(n -> "d" + n + ".test").toList();
    private Rig rig;
    private Collector collector;
    private HttpHost host;
    private int sessions = 60;
    private int edits;
    private int commands;

    TwentyDomainsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        rig = new Rig();
        rig.dns.unsigned();
        var names = domains.stream().map(domain -> "mta-sts." + domain).toArray(String[]::new);
        new PemFiles(folder, rig.ca).write(leaf(names));
        for (var domain : domains) {
            rig.dns.zone("""
                    %1$s. 3600 IN MX 10 mx1.%1$s.
                    mx1.%1$s. 3600 IN A 127.0.0.1
                    mta-sts.%1$s. 3600 IN A 127.0.0.1
                    _smtp._tls.%1$s. 3600 IN TXT "v=TLSRPTv1; rua=mailto:reports@example.net"
                    """.formatted(domain));
        }
        var config = Files.writeString(folder.resolve("tlsrpt.toml"), """
                [https]
                listen = "127.0.0.1:0"
                certificate-file = "fullchain.pem"
                key-file = "privkey.pem"
                """);
        HttpsReceiver https = HostConfig.read(config, Clock.systemUTC()).https().orElseThrow();
        collector = Collector.open(
                DataFolder.lock(folder.resolve("data")).orElseThrow(), 0, Access.OPEN, clock, MailTrust.LATER, _ -> {});
        collector.count(domains, false);
        host = new HttpHost(ListenAddress.loopback(0), List.of(), collector, "secret", null, null, https);
        host.start();
        collector.startWays(List.of(https));
        collector
                .policies()
                .lookBy(new PolicyObserver(
                        new LookOptions(
                                List.of(rig.dns.address()),
                                rig.dns.anchors(),
                                AddressRule.PUBLIC_AND_PRIVATE,
                                new LookOptions.Ports(
                                        rig.ports().dns(), rig.ports().smtp(), https.port()),
                                rig.patient,
                                "client.test",
                                "not needed",
                                clock),
                        rig.ca::roots));
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        collector.close();
        rig.close();
    }

    private StsRequest.Answer ask(Action action, String domain, Option... options) {
        commands += action == Action.STATUS ? 0 : 1;
        return collector.sts(new StsRequest(action, domain, Set.of(options), List.of(), List.of()));
    }

    private String status() {
        return ask(Action.STATUS, "").text();
    }

    /// Does what the plan has under "Now", until nothing is left of it.
    private void follow() {
        for (var plan = status(); plan.contains("\nNow"); plan = status()) {
            for (var step : plan.split("\n\n", -1)) {
                if (!step.startsWith("Now")) {
                    continue;
                }
                step.lines().skip(1).map(String::strip).forEach(this::act);
            }
            collector.policies().lookAtWhatIsDue();
        }
    }

    private void act(String line) {
        if (line.startsWith("_mta-sts.")) {
            rig.dns.replace(line.substring(0, line.indexOf(' ')), Type.TXT, line);
            edits++;
            clock.pass(Duration.ofMinutes(5));
            return;
        }
        var words = List.of(line.split(" ", -1));
        assertThat(words.subList(0, 3)).containsExactly("tlsrpt", "sts", "advance");
        var thin = words.contains("--accept-thin") ? new Option[] {Option.ACCEPT_THIN} : new Option[0];
        for (var domain : words.subList(3 + thin.length, words.size())) {
            assertThat(ask(Action.ADVANCE, domain, thin).code()).as(line).isZero();
        }
    }

    /// Two senders report what they saw on a day.
    private void report(LocalDate day) throws Exception {
        for (var domain : domains) {
            var policy =
                    new PolicyItems(collector.table()).get(domain).orElseThrow().policy();
            var mode = policy.revision().policy().mode() == Mode.ENFORCE
                            && policy.revision().announced() != null
                    ? "enforce"
                    : "testing";
            for (var reporter : List.of("google.com", "microsoft.com")) {
                var bytes = aReport()
                        .from(reporter)
                        .on(day)
                        .id(domain + day + reporter)
                        .sts(domain, mode, sessions)
                        .bytes();
                assertThat(collector
                                .importFile(Files.write(folder.resolve("report.json"), bytes))
                                .of("recorded"))
                        .isOne();
            }
        }
    }

    private Stage stage(String domain) {
        return new PolicyItems(collector.table())
                .get(domain)
                .orElseThrow()
                .policy()
                .stage();
    }

    private boolean all(Stage... stages) {
        return domains.stream().allMatch(domain -> Arrays.asList(stages).contains(stage(domain)));
    }

    /// @return the days until all domains enforced, and until all were done
    private List<Integer> walk() throws Exception {
        domains.forEach(domain -> assertThat(ask(Action.ADD, domain).code()).isZero());
        int enforced = 0;
        for (int day = 1; day <= MOST_DAYS; day++) {
            follow();
            var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            clock.pass(Duration.ofDays(1));
            report(today);
            collector.policies().lookAtWhatIsDue();
            if (enforced == 0 && all(Stage.TRIAL, Stage.ENFORCE)) {
                enforced = day;
            }
            if (all(Stage.ENFORCE)) {
                follow();
                return List.of(enforced, day);
            }
        }
        throw new AssertionError(status());
    }

    @Test
    void goesFromNothingToEnforceByDoingWhatStatusSays() throws Exception {
        var days = walk();

        System.out.println(DOMAINS + " domains: enforcing on day " + days.getFirst() + ", done on day " + days.getLast()
                + ", " + edits + " records, " + commands + " requests");
        assertThat(days.getFirst()).isLessThanOrEqualTo(19);
        assertThat(days.getLast()).isLessThanOrEqualTo(30);
        assertThat(edits).isEqualTo(3 * DOMAINS);
        assertThat(status()).contains("In enforce mode\n    d0.test d1.test").doesNotContain("Now");
    }

    @Test
    void asksTheOwnerOfSmallDomainsToAcceptThinEvidence() throws Exception {
        sessions = 2;
        var days = walk();

        assertThat(days.getFirst()).isLessThanOrEqualTo(19);
        assertThat(edits).isEqualTo(3 * DOMAINS);
        assertThat(new PolicyItems(collector.table()).changes("d0.test", 10))
                .extracting(PolicyItems.Change::command)
                .containsExactly("advance", "advance --accept-thin", "add");
    }

    @Test
    void needsNoCommandAfterAddIfItAdvancesByItself() throws Exception {
        domains.forEach(domain -> {
            assertThat(ask(Action.ADD, domain).code()).isZero();
            clock.pass(Duration.ofSeconds(1));
            assertThat(ask(Action.AUTO, domain).text()).contains("by itself");
        });
        int before = commands;
        int day = 0;
        while (!all(Stage.ENFORCE) && day++ < MOST_DAYS) {
            follow();
            var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            clock.pass(Duration.ofDays(1));
            report(today);
            collector.policies().lookAtWhatIsDue();
        }
        follow();

        assertThat(day).isLessThanOrEqualTo(30);
        assertThat(commands).isEqualTo(before);
        var steps = new PolicyItems(collector.table()).changes("d0.test", 10);
        assertThat(steps).extracting(PolicyItems.Change::command).containsExactly("advance", "advance", "auto", "add");
        assertThat(steps.getFirst().by()).isEqualTo("the collector, automatically");
        assertThat(steps.getFirst().evidence()).contains("No session was refused.");

        assertThat(ask(Action.RETREAT, "d0.test").text()).contains("testing").doesNotContain("by itself");
        assertThat(collector
                        .sts(new StsRequest(Action.STATUS, "d0.test", Set.of(Option.JSON), List.of(), List.of()))
                        .text())
                .contains("\"automatic\":false");
    }
}
