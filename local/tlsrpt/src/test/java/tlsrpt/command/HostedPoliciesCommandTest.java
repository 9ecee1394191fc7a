package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;

/// `tlsrpt sts` with a collector that runs, and with one that does not.
@Timeout(120)
class HostedPoliciesCommandTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void asksTheCollectorThatRuns() throws Exception {
        try (var _ = HostProcess.start(folder)) {
            assertThat(run("status").out())
                    .isEqualTo("No policies are hosted here. To host one, run: tlsrpt sts add DOMAIN\n");
            assertThat(run("check").exit()).isZero();
            var advanced = run("advance", "example.com");
            assertThat(advanced.exit()).isEqualTo(1);
            assertThat(advanced.err())
                    .isEqualTo("tlsrpt sts: no policy for example.com is hosted here. To host one, run: tlsrpt sts add"
                            + " example.com\n");
        }
    }

    @Test
    void changesNothingWhereNoCollectorRuns() throws Exception {
        HostProcess.start(folder).close();

        assertThat(run("status").exit()).isZero();
        var added = run("add", "example.com");
        assertThat(added.exit()).isEqualTo(1);
        assertThat(added.err()).startsWith("tlsrpt sts: no collector is running with this data folder");
    }

    @Test
    void asksForEachDomainAndSaysWhichFailed() throws Exception {
        try (var _ = HostProcess.start(folder)) {
            var advanced = run("advance", "example.com", "example.net");

            assertThat(advanced.exit()).isEqualTo(1);
            assertThat(advanced.err()).contains("no policy for example.com", "no policy for example.net");
            assertThat(advanced.out()).contains("No policies are hosted here.");

            var like = run("add", "example.org", "--like", "example.com");
            assertThat(like.exit()).isEqualTo(1);
            assertThat(like.err()).contains("no policy for example.com is hosted here");
        }
    }

    @Test
    void refusesAWrongCommandLine() throws Exception {
        assertThat(run("mx", "example.com").exit()).isEqualTo(2);
        assertThat(run("add", "a..b").exit()).isEqualTo(2);
        assertThat(run("advance").exit()).isEqualTo(2);
        assertThat(run("add", "example.com", "--like", "example.net", "--mx", "mx.example.com")
                        .exit())
                .isEqualTo(2);
    }

    private Cli.Result run(String... words) {
        var all = Arrays.copyOf(words, words.length + 2, Object[].class);
        all[words.length] = "--data";
        all[words.length + 1] = folder;
        return new Cli(Tlsrpt::run).run("sts", all);
    }
}
