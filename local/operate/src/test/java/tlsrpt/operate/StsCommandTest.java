package tlsrpt.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.cli.Cli;
import tlsrpt.posture.look.Rig;

/// `tlsrpt sts text` with a name server on this machine.
class StsCommandTest {

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        rig = new Rig();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void coversTheMxHostsInDns() {
        var result = text("example.test");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("https://mta-sts.example.test/.well-known/mta-sts.txt")
                .containsPattern("    version: STSv1\n    mode: testing\n(    mx: [a-z0-9.]+\\.example\\.test\n)+"
                        + "    max_age: 86400\n")
                .containsPattern("_mta-sts\\.example\\.test\\. TXT \"v=STSv1; id=[0-9]{8}T[0-9]{6}Z[0-9a-f]{12}\"");
    }

    @Test
    void writesTheFileWithTheLineEndsThatTheRfcSays() throws IOException {
        var file = folder.resolve("mta-sts.txt");

        var result = text("example.test", "--mode", "enforce", "--mx", "*.mail.example.test", "--out", file.toString());

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(Files.readString(file))
                .isEqualTo("version: STSv1\r\nmode: enforce\r\nmx: *.mail.example.test\r\nmax_age: 604800\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "example.test --mode strict, 2, '--mode must be testing, enforce or none, not ''strict'''",
        "example.test --mx 192.0.2.1, 2, names an address",
        "nothing.test, 1, 'nothing.test has no MX record. Publish one, or pass the MX hosts with --mx'",
        "a..b, 2, '''a..b'' is not a domain name'",
    })
    void saysWhatIsWrong(String arguments, int exit, String why) {
        var result = text(arguments.split(" "));

        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.err()).contains(why);
    }

    private Cli.Result text(String... args) {
        var all = new ArrayList<Object>(List.of("text"));
        all.addAll(List.of(args));
        all.addAll(List.of("--resolver", "127.0.0.1:" + rig.dns.address().getPort()));
        return new Cli(Cli.Program.of(
                        (terminal, clock) -> List.of(() -> new StsCommand(terminal, clock, _ -> Optional.empty()))))
                .run("sts", all.toArray());
    }
}
