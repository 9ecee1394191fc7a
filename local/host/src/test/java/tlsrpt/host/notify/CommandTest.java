package tlsrpt.host.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.host.notify.Alerts.failing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void handsTheAlertToTheCommand() throws Exception {
        var script = "{ cat; echo; echo \"$TLSRPT_SEVERITY $TLSRPT_KIND $TLSRPT_DOMAIN $TLSRPT_SUBJECT\"; } > \"$1\"";
        var out = folder.resolve("out");
        new Command(List.of("sh", "-c", script, "sh", out.toString()), PATIENCE).send(failing("example.com"));

        assertThat(Files.readAllLines(out))
                .containsExactly(
                        failing("example.com").json(),
                        "high failing example.com example.com: certificate expired (mx.example.com)");
    }

    @Test
    void acceptsACommandThatReadsNothing() throws Exception {
        new Command(List.of("true"), PATIENCE).send(failing("example.com"));
    }

    @Test
    void reportsTheExitCode() {
        assertThatThrownBy(() -> new Command(List.of("sh", "-c", "exit 3"), PATIENCE).send(failing("example.com")))
                .hasMessage("sh ended with exit code 3");
    }

    @Test
    void stopsACommandThatDoesNotEnd() {
        assertThatThrownBy(
                        () -> new Command(List.of("sleep", "600"), Duration.ofMillis(200)).send(failing("example.com")))
                .hasMessageContaining("did not end within");
    }

    @Test
    void saysWhatToCheckWhereThereIsNoSuchProgram() {
        assertThatThrownBy(() -> new Command(List.of(folder.resolve("missing").toString()), PATIENCE)
                        .send(failing("example.com")))
                .hasMessageContaining("Check that the file exists");
    }
}
