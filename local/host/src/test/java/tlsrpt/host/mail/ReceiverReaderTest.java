package tlsrpt.host.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.config.ConfigFile;

class ReceiverReaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void readsEveryWay() throws Exception {
        Files.createDirectories(folder.resolve("Maildir/new"));
        Files.writeString(folder.resolve("token"), "ya29.hunter2\n");

        assertThat(read("""
                [maildir]
                path = "Maildir"
                [imap]
                host = "imap.example.com"
                username = "tlsrpt@example.com"
                token-file = "token"
                folder = "Reports"
                move-to = "Done"
                poll = 300
                [lmtp]
                listen = "127.0.0.1:8025"
                """))
                .extracting(way -> way.state().name())
                .containsExactly(
                        "maildir " + folder.resolve("Maildir"),
                        "imap tlsrpt@example.com@imap.example.com/Reports",
                        "lmtp 127.0.0.1:8025");
    }

    @Test
    void findsEveryProblemWithItsLineAndNamesNoSecret() throws Exception {
        Files.writeString(folder.resolve("password"), "hunter2");
        Files.writeString(folder.resolve("ca"), "hunter2");

        assertThat(problems("""
                [maildir]
                path = "missing"
                [imap]
                hots = "imap.example.com"
                security = "none"
                username = "tlsrpt"
                password-file = "password"
                token-file = "password"
                folder = "Done"
                move-to = "Done"
                poll = 1
                ca-file = "ca"
                """))
                .containsExactly(
                        ":2: " + folder.resolve("missing")
                                + " is not a Maildir that this user can read: it has no folder 'new'. Create it, for"
                                + " example with 'maildirmake', or let your mail server create it.",
                        ":3: 'host' is missing",
                        ":4: unknown key 'hots'. Did you mean 'host'?",
                        ":5: security 'none' would send the password in cleartext. Use tls or starttls.",
                        ":8: 'password-file' and 'token-file' cannot be combined",
                        ":10: 'move-to' must be another folder than 'folder'",
                        ":11: 'poll' must be from 10 to 1700, not 1",
                        ":12: " + folder.resolve("ca") + " does not have certificates in PEM format");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(problems("[maildir]\n[imap]\n"))
                .containsExactly(
                        ":1: 'path' is missing",
                        ":2: 'host' is missing",
                        ":2: 'password-file' or 'token-file' is missing",
                        ":2: 'username' is missing");
        assertThat(problems("[lmtp]\nlisten = \"192.0.2.1:8024\"\nport = 3\n"))
                .containsExactly(
                        ":2: 'listen' would let other machines deliver mail without a check. Use an address of this"
                                + " machine alone, such as 127.0.0.1:8024.",
                        ":3: unknown key 'port'. Did you mean 'listen'?");
        assertThat(problems("maildir = \"Maildir\"\n[imp]\nhost = \"a\"\n"))
                .containsExactly(
                        ":1: 'maildir' must be written as [maildir]", ":2: unknown key 'imp'. Did you mean 'imap'?");
    }

    private List<Receiver> read(String text) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), text);
        return ConfigFile.read(file, config -> ReceiverReader.read(config, Clock.systemUTC()));
    }

    private List<String> problems(String text) {
        var refused = catchThrowableOfType(ConfigException.class, () -> read(text));
        return refused.problems().stream()
                .map(problem -> problem.substring(
                        folder.resolve("tlsrpt.toml").toString().length()))
                .toList();
    }
}
