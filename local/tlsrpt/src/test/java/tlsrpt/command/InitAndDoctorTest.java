package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.cli.Cli;
import tlsrpt.testkit.KeyServer;

/// From five answers to a collector that the doctor finds well.
@Timeout(120)
class InitAndDoctorTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void writesAConfigurationFromFiveAnswersAndTestsIt() throws Exception {
        for (var part : new String[] {"new", "cur", "tmp"}) {
            Files.createDirectories(folder.resolve("Maildir").resolve(part));
        }
        try (var dns = new KeyServer()) {
            dns.publish("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tlsrpt@example.com");

            var result = init(dns, """
                    Example.com, example.net
                    tlsrpt@example.com
                    maildir
                    Maildir
                    none
                    data
                    """);

            assertThat(result.exit()).isZero();
            assertThat(config()).content().endsWith("""

                            data = "data"
                            domains = ["example.com", "example.net"]
                            address = "tlsrpt@example.com"

                            [maildir]
                            path = "Maildir"
                            """);
            assertThat(result.out())
                    .contains("_smtp._tls.example.net. TXT \"v=TLSRPTv1; rua=mailto:tlsrpt@example.com\"\n")
                    .contains("ok     report example.com: a sample report was read and counted")
                    .contains("ok     receiver maildir " + folder.resolve("Maildir") + ": can be read and written")
                    .contains("ok     txt example.com: sends reports here")
                    .contains("FAULT  txt example.net: ");
        }
    }

    @Test
    void keepsTheUrlOfAWebhookInAFileOfItsOwn() throws Exception {
        try (var dns = new KeyServer()) {
            var result = init(dns, """
                    example.com

                    folder
                    https://127.0.0.1:1/hunter2
                    data
                    """);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out())
                    .contains("FAULT  channel alerts: ")
                    .contains("rua=mailto:tlsrpt@reports.example.com")
                    .doesNotContain("hunter2");
            assertThat(config()).content().contains("type = \"webhook\"\nurl-file = \"secrets/alert-url\"");
            var url = folder.resolve("secrets/alert-url");
            assertThat(url).hasContent("https://127.0.0.1:1/hunter2");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(url)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void asksAgainWhereAnAnswerIsOfNoUse() throws Exception {
        try (var dns = new KeyServer()) {
            var result = init(dns, "example\n\nexample.com\ntlsrpt\nt@example.com\nimpa\nfolder\nnone\ndata\n");

            assertThat(result.exit()).isZero();
            assertThat(result.out())
                    .contains("The answer must be domains such as example.com.")
                    .contains("An answer is needed.")
                    .contains("The answer must be an email address, not 'tlsrpt'.")
                    .contains("The answer must be one of imap, maildir, lmtp, folder.");
        }
    }

    @Test
    void writesNothingWhereAnswersAreMissingOrTheFileIsThere() throws Exception {
        try (var dns = new KeyServer()) {
            for (var answers : List.of("example.com\n", "example.com\n\nfolder\nhttps://127.0.0.1:1/hunter2\n")) {
                assertThat(init(dns, answers).err()).contains("so nothing was written");
                assertThat(config()).doesNotExist();
                assertThat(folder.resolve("secrets")).doesNotExist();
            }

            Files.writeString(config(), "mine");
            assertThat(init(dns, "").err()).contains("tlsrpt.toml exists. Edit it");
            assertThat(config()).hasContent("mine");
        }
    }

    @Test
    void looksAtACollectorThatRuns() throws Exception {
        Files.createDirectories(folder.resolve("Maildir/new"));
        Files.createDirectories(folder.resolve("Maildir/cur"));
        try (var dns = new KeyServer()) {
            dns.publish("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tlsrpt@example.com");
            Files.writeString(config(), """
                    data = "data"
                    domains = ["example.com"]
                    address = "tlsrpt@example.com"
                    resolver = "127.0.0.1:%d"
                    no-probe = true
                    [maildir]
                    path = "Maildir"
                    [[channel]]
                    name = "own"
                    type = "command"
                    command = ["true"]
                    """.formatted(dns.address().getPort()));

            assertThat(doctor().out()).contains("FAULT  collector " + folder.resolve("data") + ": does not run");
            try (var _ = HostProcess.start(folder.resolve("data"), "--config", config().toString())) {
                var well = doctor();
                assertThat(well.out().lines())
                        .contains(
                                "ok     configuration " + config() + ": is valid",
                                "ok     txt example.com: sends reports here",
                                "ok     receiver maildir " + folder.resolve("Maildir") + ": can be read and written",
                                "ok     collector " + folder.resolve("data") + ": runs",
                                "ok     receiver maildir " + folder.resolve("Maildir")
                                        + ": received 0 messages since the start")
                        .anyMatch(line -> line.startsWith("ok     disk "))
                        .anyMatch(line -> line.startsWith("ok     channel own: has had nothing to deliver"))
                        .contains("FAULT  newest-report: no report has been counted yet");
                assertThat(well.exit()).isEqualTo(1);
            }
        }
    }

    @Test
    void namesEveryFaultOfAConfiguration() throws Exception {
        Files.writeString(config(), "domain = [\"example.com\"]\nretention = 3\n");

        var result = doctor("--data", folder.resolve("none"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains("FAULT  configuration: " + config() + ":1: unknown key 'domain'. Did you mean 'domains'?")
                .contains("FAULT  configuration: " + config() + ":2: 'retention' must be from 30 to 4000, not 3");
    }

    @Test
    void mustBeToldWhichCollector() {
        assertThat(new Cli(Tlsrpt::run).run("doctor").err())
                .contains("which collector? Pass either --local or --stack NAME");
    }

    private Path config() {
        return folder.resolve("tlsrpt.toml");
    }

    private Cli.Result init(KeyServer dns, String answers) {
        return new Cli(Tlsrpt::run)
                .in(answers.getBytes(StandardCharsets.UTF_8))
                .run(
                        "init",
                        "--config",
                        config(),
                        "--dns",
                        "127.0.0.1:" + dns.address().getPort());
    }

    private Cli.Result doctor(Object... more) throws IOException {
        var words = new Object[more.length + 3];
        words[0] = "--local";
        words[1] = "--config";
        words[2] = config();
        System.arraycopy(more, 0, words, 3, more.length);
        return new Cli(Tlsrpt::run).run("doctor", words);
    }
}
