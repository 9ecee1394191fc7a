package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

@Timeout(120)
class DigestCommandTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void summarizesAWeekWhetherOrNotTheCollectorRuns() throws Exception {
        var data = importReport();

        var stopped = digest(data, "--week", "2026-W47");
        assertThat(stopped)
                .startsWith("TLS reports of week 2026-W47: 1 domain with refused sessions, no open incident\n")
                .contains("1 domain, 1 report from 1 reporter, 40 sessions, 75.0% secured.")
                .contains("  ▃······  example.com: 75.0% of 40 sessions secured, 10 refused\n");
        try (var host = HostProcess.start(data)) {
            assertThat(host.uri()).isNotNull();
            assertThat(digest(data, "--week", "2026-W47")).isEqualTo(stopped);
        }
    }

    @Test
    void writesHtmlToAFileOfThatName() throws Exception {
        var file = folder.resolve("digest.html");

        assertThat(digest(importReport(), "--week", "2026-W47", "--out", file)).isEmpty();
        assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").contains("<b>example.com</b>");
    }

    @Test
    void refusesWhatIsNoWeek() {
        var result = new Cli(Tlsrpt::run).run("digest", "--week", "47");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("not an ISO 8601 week, such as 2026-W47: 47");
    }

    @Test
    void refusesAWeekThatHasNotBegun() {
        var result = new Cli(Tlsrpt::run).run("digest", "--week", "2999-W10");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("week 2999-W10 begins on 2999-03-04 (UTC)");
    }

    private Path importReport() throws IOException {
        var data = folder.resolve("data");
        var report = Files.write(
                folder.resolve("report.json"),
                aReport()
                        .on(MONDAY)
                        .sts("example.com", "enforce", 30)
                        .failed("certificate-expired", "mx1.example.com", 10)
                        .bytes());
        var result = new Cli(Tlsrpt::run).run("import", "--data", data, report);
        assertThat(result.exit()).as(result.err()).isZero();
        return data;
    }

    private static String digest(Path data, Object... more) {
        var arguments = new Object[more.length + 2];
        arguments[0] = "--data";
        arguments[1] = data;
        System.arraycopy(more, 0, arguments, 2, more.length);
        // By the clock of the collector that answers.
        var now = Clock.systemUTC();
        var result = new Cli((terminal, _, line) -> Tlsrpt.run(terminal, now, line)).run("digest", arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }
}
