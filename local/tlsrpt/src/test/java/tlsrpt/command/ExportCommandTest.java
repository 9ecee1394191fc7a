package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.MailText.aMail;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

/// A machine's history moves to another collector by files.
@Timeout(120)
class ExportCommandTest {

    private final LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void movesWhatCountsAndLeavesWhatAnyoneCouldHaveSent() throws Exception {
        var from = folder.resolve("from");
        var mbox = Files.write(folder.resolve("mbox"), mbox(300));
        assertThat(Files.size(mbox)).isGreaterThan(5 << 20);
        try (var host = HostProcess.start(from)) {
            assertThat(run("export", folder.resolve("nothing"), "--local", "--data", from))
                    .isEqualTo("0 raw objects written to " + folder.resolve("nothing") + "\n"
                            + "Nothing to export: no report here was imported or verified as from a known reporter."
                            + " See tlsrpt export --help.\n");
            assertThat(run("import", "--local", "--data", from, mbox)).startsWith("1 file: 300 new");
            host.post(
                    aReport().on(yesterday).sts("forged.example", "enforce", 9).bytes());
            host.awaitIdle();

            assertThat(run("export", folder.resolve("history"), "--local", "--data", from))
                    .isEqualTo("1 raw object written to " + folder.resolve("history") + "\n");
        }
        assertThat(run("export", folder.resolve("history"), "--local", "--data", from))
                .contains("0 raw objects written", "1 already present");
        assertThat(run("export", folder.resolve("again"), "--local", "--data", from))
                .contains("1 raw object written");

        var to = folder.resolve("to");
        assertThat(run("import", "--local", "--data", to, folder.resolve("history")))
                .isEqualTo("1 file: 300 new\n");
        assertThat(run("import", "--local", "--data", to, folder.resolve("again")))
                .isEqualTo("1 file: 300 repeated\n");
        assertThat(run("status", "--data", to))
                .containsPattern("example\\.com +300 ")
                .doesNotContain("forged.example");
    }

    /// Mails with reports, together larger than what is moved at a time.
    private byte[] mbox(int mails) throws IOException {
        var mbox = new ByteArrayOutputStream();
        for (int i = 0; i < mails; i++) {
            mbox.writeBytes("From a@example.net Mon Mar  2 06:00:00 2026\n".getBytes(StandardCharsets.US_ASCII));
            mbox.writeBytes(aMail().report(aReport()
                            .id("report " + i)
                            .on(yesterday)
                            .sts("example.com", "enforce", 7)
                            .json())
                    .bytes());
            mbox.writeBytes(("\n" + ("x".repeat(70) + "\n").repeat(300) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return mbox.toByteArray();
    }

    private static String run(String command, Object... words) throws IOException {
        return new Cli(Tlsrpt::run).run(command, words).out();
    }
}
