package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.posture.CheckContext;
import tlsrpt.posture.PostureEvaluator;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Rig;

/// Today is the 31st of March, as [Cli] has it.
class ReadyCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void saysYesAndHow() throws IOException {
        for (int day = 10; day <= 30; day++) {
            report("google.com", day, 0);
            report("microsoft.com", day, 0);
        }

        var result = new Cli().run("ready", "example.com", folder);

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith("Can example.com switch MTA-STS to enforce?\n\nYes: every condition is met.\n")
                .contains("[x] Every reporter sees mode: testing and one revision of the policy for 14\n    days.")
                .contains("How to switch\n1. Compare dig MX");
    }

    @Test
    void saysWhatIsMissingAndWhenItCanBe() throws IOException {
        for (int day = 10; day <= 30; day++) {
            report("google.com", day, 0);
            report("microsoft.com", day, day == 20 ? 3 : 0);
        }

        var result = new Cli().run("ready", "EXAMPLE.com.", folder);

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out())
                .contains("Not yet. Earliest possible date: 2026-04-05.")
                .contains(
                        "Enforce mode would have refused 3 sessions, last on 2026-03-20:\n    certificate-expired at mx1.example.com.");
        assertThat(new Cli()
                        .run("ready", "example.com", folder, "--on", "2026-04-05")
                        .exit())
                .as("too few days since the last report")
                .isEqualTo(0);
    }

    @Test
    void saysWithoutALookWhatIsLeftToCompare() throws IOException {
        clean();

        assertThat(new Cli().run("ready", "example.com", folder).out()).contains("compare dig MX with the patterns");
    }

    @Test
    void looksAtTheMxHostsAndThePolicyThatIsServed() throws Exception {
        clean();
        try (var rig = new Rig()) {
            rig.serve("version: STSv1\nmode: testing\nmx: mx1.example.test\nmax_age: 86400\n");
            assertThat(live(rig))
                    .matches(result -> result.exit() == 0)
                    .extracting(Cli.Result::out)
                    .asString()
                    .contains(
                            "[x] The patterns of the policy cover every MX host in DNS.",
                            "1 MX host, checked ",
                            "[x] The policy host serves the policy in testing mode.")
                    .doesNotContain("dig MX");

            rig.serve("version: STSv1\nmode: testing\nmx: other.example.test\nmax_age: 86400\n");
            assertThat(live(rig))
                    .matches(result -> result.exit() == 3)
                    .extracting(Cli.Result::out)
                    .asString()
                    .contains(
                            "[ ] The patterns of the policy cover every MX host in DNS.",
                            "Not covered: mx1.example.test");
        }
    }

    private Cli.Result live(Rig rig) {
        ReadyCommand.Observer observer = (_, _, clock) -> {
            var vicinity = new LookOptions(
                    List.of(rig.dns.address()),
                    rig.dns.anchors(),
                    AddressRule.PUBLIC_AND_PRIVATE,
                    rig.ports(),
                    rig.patient,
                    "",
                    "not needed",
                    Clock.systemUTC());
            return PostureEvaluator.evaluate(
                    new Look(vicinity).at(Rig.DOMAIN), CheckContext.of(rig.ca.roots(), List.of()));
        };
        return new Cli(Cli.Program.of((terminal, clock) -> List.of(() -> new ReadyCommand(terminal, clock, observer))))
                .run("ready", "example.com", folder, "--live");
    }

    private void clean() throws IOException {
        for (int day = 10; day <= 30; day++) {
            report("google.com", day, 0);
            report("microsoft.com", day, 0);
        }
    }

    @Test
    void saysThatThereIsNoPolicy() throws IOException {
        report("google.com", 20, 0);

        var result = new Cli().run("ready", "example.net", folder);

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("no MTA-STS policy in testing mode");
    }

    private void report(String reporter, int day, int failed) throws IOException {
        var date = LocalDate.of(2026, 3, day);
        var report = aReport().from(reporter).on(date).sts("example.com", "testing", 50);
        if (failed > 0) {
            report.failed("certificate-expired", "mx1.example.com", failed);
        }
        Files.write(folder.resolve(reporter + date + ".json"), report.bytes());
    }
}
