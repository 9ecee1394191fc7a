package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                .contains("[x] Every reporter sees mode: testing and one form of the policy for 14 days.")
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
                .contains("Not yet. At the earliest on 2026-04-05.")
                .contains(
                        "Enforce would have refused 3 sessions, last on 2026-03-20:\n    certificate-expired at mx1.example.com.");
        assertThat(new Cli()
                        .run("ready", "example.com", folder, "--on", "2026-04-05")
                        .exit())
                .as("too few days since the last report")
                .isEqualTo(0);
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
