package tlsrpt.host.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.alerting.Weekly;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.config.ConfigFile;
import tlsrpt.testkit.MutableClock;

class ChannelReaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void readsEveryType() throws Exception {
        Files.writeString(folder.resolve("secret"), "hunter2\n");
        Files.writeString(folder.resolve("url"), "https://hooks.example.com/T/B/secret\n");

        var channels = read("""
                [[channel]]
                name = "mail"
                type = "email"
                from = "tlsrpt@example.com"
                to = ["a@example.com", "b@example.com"]
                digest = "Tuesday 07:00"
                host = "smtp.example.com"
                username = "tlsrpt"
                password-file = "secret"
                [[channel]]
                name = "hook"
                type = "webhook"
                url = "https://example.com/hook"
                secret-file = "secret"
                severity = "high"
                kinds = ["failing", "recovered"]
                domains = ["Example.com"]
                [[channel]]
                name = "slack"
                type = "slack"
                url-file = "url"
                [[channel]]
                name = "teams"
                type = "teams"
                url-file = "url"
                [[channel]]
                name = "pager"
                type = "pagerduty"
                routing-key-file = "secret"
                [[channel]]
                name = "own"
                type = "command"
                command = ["/usr/local/bin/notify", "--now"]
                """);

        assertThat(channels)
                .extracting(Channel::name)
                .containsExactly(
                        "mail (a@example.com)", "mail (b@example.com)", "hook", "slack", "teams", "pager", "own");
        assertThat(channels.get(1).digest()).isEqualTo(new Weekly(DayOfWeek.TUESDAY, LocalTime.of(7, 0)));
        assertThat(channels.get(2).digest()).isNull();
        assertThat(channels.get(2).filter().domains()).containsExactly("example.com");
    }

    @Test
    void findsEveryProblemWithItsLineAndNamesNoSecret() throws Exception {
        Files.writeString(folder.resolve("secret"), "whsec_hunter2!");
        Files.writeString(folder.resolve("url"), "ftp://hooks.example.com/hunter2");

        assertThat(problems("""
                [[channel]]
                name = "hook"
                type = "webhok"
                [[channel]]
                name = "hook"
                type = "webhook"
                url = "http://example.com/"
                secret-file = "secret"
                severity = "loud"
                digest = "monday 07:00"
                [[channel]]
                name = "slack"
                type = "slack"
                url-file = "url"
                url-fil = "url"
                [[channel]]
                name = "mail"
                type = "email"
                from = "nobody"
                host = "smtp.example.com"
                security = "none"
                username = "tlsrpt"
                password-file = "missing"
                """))
                .containsExactly(
                        "3: unknown type 'webhok'. Did you mean 'webhook'?",
                        "5: another channel is named 'hook'",
                        "7: 'url' must begin with https://, or with http:// on this machine",
                        "8: the secret in the file must be Base64 after whsec_",
                        "9: 'severity' must be one of notice, low, medium, high, critical, not 'loud'",
                        "10: 'digest' needs the type 'email'",
                        "14: the URL in the file must begin with https://, or with http:// on this machine",
                        "15: unknown key 'url-fil'. Did you mean 'url-file'?",
                        "16: 'to' is missing",
                        "19: 'from' must be an email address, not 'nobody'",
                        "21: security 'none' would send the password in cleartext. Use starttls or tls.",
                        "22: 'username' needs 'password-file'",
                        "23: cannot read " + folder.resolve("missing")
                                + " (NoSuchFileException). Check that the file exists and that this user may read it.");
    }

    @Test
    void namesATimeOfADigestThatItCannotRead() {
        assertThat(problems("""
                [[channel]]
                name = "mail"
                type = "email"
                from = "tlsrpt@example.com"
                to = ["a@example.com"]
                digest = "mondays"
                """))
                .containsExactly("6: 'digest' must be a day and a time in UTC, such as 'tuesday 07:00', not 'mondays'");
    }

    private List<Channel> read(String text) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("tlsrpt.toml"), text);
        return ConfigFile.read(file, config -> ChannelReader.read(config, "", new MutableClock(Alerts.NOW)));
    }

    private List<String> problems(String text) {
        var e = catchThrowableOfType(ConfigException.class, () -> read(text));
        var file = folder.resolve("tlsrpt.toml") + ":";
        return e.problems().stream()
                .map(problem -> problem.substring(file.length()))
                .toList();
    }
}
