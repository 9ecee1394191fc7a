package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.cli.Cli;

/// What the commands of an operator refuse, with a collector on this machine that does not run.
class OperatorCommandsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "alerts",
                "alerts --test",
                "digest",
                "rules show",
                "reread",
                "forget a/2026-01-01/b",
                "reporters list",
                "reporters block evil.example|x@evil.example"
            })
    void createsNoDataFolderByLooking(String command) {
        var data = folder.resolve("data");

        var result = run(command + " --data " + data);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("no collector in " + data + ": that folder does not exist. Pass its");
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "alerts", "alerts --test", "digest", "rules show", "reread", "reporters list"})
    void leavesAFolderThatIsNoCollectorsAsItIs(String command) throws IOException {
        var others = Files.createDirectory(folder.resolve("photos"));

        var result = run(command + " --data " + others);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("tlsrpt.db").contains("Pass its data folder with --data DIR");
        assertThat(others).isEmptyDirectory();
    }

    @Test
    void leavesNothingToProcessAfterAnImport() throws IOException {
        var report = Files.write(
                folder.resolve("report.json"),
                aReport()
                        .on(LocalDate.now(ZoneOffset.UTC).minusDays(1))
                        .sts("example.com", "enforce", 1)
                        .bytes());
        var data = folder.resolve("data");

        assertThat(run("import --data " + data + " " + report).exit()).isZero();
        assertThat(run("status --data " + data).out()).contains("example.com").doesNotContain("still to be");
    }

    @Test
    void refusesATestAlertThatNothingWouldDeliver() {
        run("rules set --data " + folder + " significant-percent=1");

        var result = run("alerts --test --data " + folder);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("no collector is running in ", "Start it with 'tlsrpt serve'");
    }

    @Test
    void refusesToMuteWhatNoAlertHasAsItsCause() {
        var result = run("rules mute --data " + folder + " --until 2026-12-31 --reason test certificat");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("unknown cause 'certificat'. Did you mean certificate, ");
    }

    /// It is muted all the same: a domain that is checked can have alerts before its first report.
    @Test
    void suggestsTheReportedDomainWhereAnotherIsMuted() throws IOException {
        var report = Files.write(
                folder.resolve("report.json"),
                aReport()
                        .on(LocalDate.now(ZoneOffset.UTC).minusDays(1))
                        .sts("example.com", "enforce", 1)
                        .bytes());
        var data = folder.resolve("data");
        run("import --data " + data + " " + report);

        var result = run("rules mute --data " + data + " --until 2126-12-31 --reason x --domain exmaple.com dane");
        var known = run("rules mute --data " + data + " --until 2126-12-31 --reason x --domain example.com dane");

        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEqualTo("""
                No report of exmaple.com has been counted yet. Did you mean example.com?
                """);
        assertThat(known.err()).isEmpty();
    }

    @Test
    void refusesToMuteUntilADayThatIsOver() {
        var result = run("rules mute --data " + folder + " --until 2026-01-01 --reason test certificate");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--until must be today or later (UTC), not 2026-01-01");
    }

    private static Cli.Result run(String line) {
        var words = line.split(" ", 2);
        return new Cli(Tlsrpt::run).run(words[0], (Object[]) words[1].split(" "));
    }
}
