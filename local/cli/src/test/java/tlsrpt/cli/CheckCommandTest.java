package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;
import tlsrpt.posture.CheckContext;
import tlsrpt.posture.PostureEvaluator;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Listener;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Resolvers;
import tlsrpt.posture.look.Rig;
import tlsrpt.testkit.ReportText;

/// `tlsrpt check` as a user calls it, on a domain that is on this machine.
class CheckCommandTest {

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private Rig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    /// One that lists the domain, or no other.
    private CheckCommand.Collector collector(String stack, @Nullable String region) {
        return (domains, vicinity, roots) -> {
            if (!domains.equals(List.of("example.test"))) {
                throw new IOException("the collector does not list " + domains.getLast());
            }
            asked.add(stack + " in " + region);
            var background = CheckContext.of(roots.get(), List.of());
            return List.of(PostureEvaluator.evaluate(new Look(vicinity).at(domains.getFirst()), background));
        };
    }

    private Cli.Result check(String... args) {
        return cli(new CheckCommand.World(rig.ports(), rig.patient, rig.ca::roots), args);
    }

    private Cli.Result cli(CheckCommand.World world, String... args) {
        try {
            var anchors = Files.writeString(folder.resolve("anchors"), rig.dns.anchors());
            var all = new ArrayList<Object>(List.of(args));
            all.addAll(List.of("--resolver", "127.0.0.1:" + rig.dns.address().getPort(), "--trust-anchors", anchors));
            return new Cli(Cli.Program.of((terminal, _) ->
                            List.of(() -> new CheckCommand(terminal, Clock.systemUTC(), this::collector, world))))
                    .run("check", all.toArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysOkOfADomainInPerfectOrder() {
        var result = check("example.test", "--allow-private", "--address", "reports@example.net");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("Reporting", "MTA-STS", "Mail servers", "DANE and DNS", "No problems found")
                .doesNotContain("FAIL", "warn", "unseen");
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        rig.dns.replace(
                "example.test",
                Type.MX,
                "example.test. 60 IN MX 10 mx1.example.test.\nexample.test. 60 IN MX 20 mx9.example.test.\n");
        rig.dns.zone("mx9.example.test. 60 IN A 127.0.0.1\n");

        var result = check("example.test", "--allow-private");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "FAIL    MX hosts in the policy (mx9.example.test)",
                        "mx9.example.test matches none of mx1.example.test",
                        "(RFC 8461 §4.1)",
                        "Explains the reported failure mx-not-in-policy.",
                        "Do: Add the line \"mx: mx9.example.test\"");
    }

    @Test
    void savesWhatItSawInACollectorInAws() {
        var result = check("example.test", "--allow-private", "--save", "--stack", "mail", "--region", "eu-west-1");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("No problems found");
        assertThat(asked).containsExactly("mail in eu-west-1");
    }

    @Test
    void saysWhyNothingWasSaved() {
        var result = check("example.net", "--save", "--stack", "mail");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("tlsrpt: the collector does not list example.net\n");
    }

    @Test
    void savesOnlyWhereAStackIsNamed() {
        assertThat(check("example.test", "--save").exit()).isEqualTo(2);
        assertThat(check("example.test", "--stack", "mail").exit()).isEqualTo(2);
    }

    @Test
    void refusesPrivateAddressesUnlessAsked() {
        var result = check("example.test");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("127.0.0.1, which senders cannot reach");
    }

    @Test
    void refusesPrivateAddressesAsShipped() {
        var real = CheckCommand.World.REAL;

        assertThat(real.ports()).isEqualTo(new LookOptions.Ports(53, 25, 443));
        assertThat(real.bounds()).isEqualTo(Bounds.STANDARD);
        assertThat(cli(real, "example.test", "--no-smtp").out()).contains("127.0.0.1, which senders cannot reach");
    }

    @Test
    void answersWhetherACauseIsGone() {
        var result = check("example.test", "--allow-private", "--cause", "certificate-expired");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("example.test, certificate-expired", "  gone\n");
    }

    private Path report(ReportText report) throws IOException {
        return Files.write(folder.resolve("report.json"), report.bytes());
    }

    @Test
    void saysOfEachReportedFailureWhetherItIsStillThere() throws IOException {
        var yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        var path = report(aReport()
                .on(yesterday)
                .sts("example.test", "enforce", 7)
                .failed("starttls-not-supported", "mx1.example.test", 3)
                .failed("certificate-expired", "mx1.example.test", 2));
        rig.smtp.conduct(Listener.script("220 hi\r\n", "250-x\r\n250 SIZE\r\n"));

        var faulty = check("example.test", "--allow-private", "--reports", path.toString());
        assertThat(faulty.exit()).isEqualTo(1);
        assertThat(faulty.out())
                .contains("Failures in reports of the last 14 days\n")
                .contains("  still there starttls-not-supported (mx1.example.test), last reported for " + yesterday);

        rig.leaf(Duration.ofDays(10), Duration.ofDays(80));
        var json = check("example.test", "--allow-private", "--json", "--reports", path.toString());
        assertThat(json.out())
                .contains("\"diagnosis\":\"starttls-not-supported\",\"verdict\":\"gone\"")
                // The certificate is ten days old, and was in service when the report was written.
                .contains("\"diagnosis\":\"certificate-expired\",\"verdict\":\"cannot-tell\"");
        assertThat(check(
                                "example.test",
                                "--allow-private",
                                "--cause",
                                "certificate-expired",
                                "--reports",
                                path.toString())
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void comparesThePolicyWithTheOneInReports() throws IOException {
        var path = report(aReport()
                .from("google.com")
                .on(LocalDate.now(ZoneOffset.UTC).minusDays(1))
                .sts("example.test", "testing", 7));

        var result = check("example.test", "--allow-private", "--reports", path.toString());

        assertThat(result.out())
                .contains("Failures in reports of the last 14 days\n  None in 1 report.\n")
                .contains("note    policy that reporters use")
                .contains("google.com used \"testing");
        assertThat(check("example.test", "--reports", folder.resolve("nothing").toString())
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void takesNoReportForNoFailure() throws IOException {
        var today = LocalDate.now(ZoneOffset.UTC);
        var other = aReport().on(today.minusDays(1)).sts("example.org", "testing", 7);
        var old = aReport().on(today.minusDays(20)).sts("example.test", "testing", 7);

        for (var text : List.of(other, old)) {
            var path = report(text).toString();
            assertThat(check("example.test", "--allow-private", "--reports", path)
                            .out())
                    .contains("  Unknown: none of the reports read is about this domain and from these days.\n");
            assertThat(check("example.test", "--allow-private", "--json", "--reports", path)
                            .out())
                    .contains("\"reports\":0,\"reported\":[]");
        }
    }

    @Test
    void answersThatACauseIsStillThere() {
        rig.smtp.conduct(Listener.script("220 hi\r\n", "250-x\r\n250 SIZE\r\n"));

        var result = check("example.test", "--allow-private", "--cause", "starttls-not-supported");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("  still there\n", "does not offer STARTTLS");
    }

    @Test
    void answersThatOneLookCannotTell() {
        rig.smtp.conduct(Listener.script("421 later\r\n"));

        var result = check("example.test", "--allow-private", "--cause", "starttls-not-supported");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("  cannot tell\n", "421 later");
    }

    @Test
    void endsWith3WhereSomethingCouldNotBeObserved() {
        rig.smtp.conduct(Listener.script("421 later\r\n"));

        assertThat(check("example.test", "--allow-private").exit()).isEqualTo(3);
    }

    @Test
    void endsWith0WhereMailServersWereLeftOutOnPurpose() {
        assertThat(check("example.test", "--allow-private", "--no-smtp").exit()).isZero();
    }

    @Test
    void givesOneJsonObjectForSeveralDomains() {
        var result = check("example.test", "other.test", "--allow-private", "--json");

        assertThat(result.out())
                .startsWith("{\"domains\":[{\"domain\":\"example.test\",")
                .contains("\"check\":\"sts-record\",\"state\":\"pass\"", "{\"domain\":\"other.test\",")
                .endsWith("]}\n");
    }

    @Test
    void namesAnUnknownDiagnosis() {
        var result = check("example.test", "--cause", "weather");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("unknown diagnosis 'weather'");
    }

    @Test
    void refusesWhatIsNotADomain() {
        assertThat(check("exa mple").exit()).isEqualTo(2);
        assertThat(check("192.0.2.1").exit()).isEqualTo(2);
    }

    @Test
    void readsResolversWithPortsAndIpv6() {
        assertThat(Resolvers.parse("192.0.2.53,[2001:db8::53]:5353,2001:db8::1"))
                .extracting(one -> one.getPort())
                .containsExactly(53, 5353, 53);
    }
}
