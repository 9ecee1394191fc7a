package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tlsrpt.cli.Cli;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ServeConfigTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void sendsATestAlertToTheChannelsOfTheFile() throws Exception {
        var config = config("""
                domains = ["example.com"]
                [[channel]]
                name = "own"
                type = "command"
                command = ["sh", "-c", "cat > alert.part && mv alert.part \\"$1\\"", "sh", "%s"]
                """.formatted(folder.resolve("alert.json")));

        try (var host = HostProcess.start(folder.resolve("data"), "--config", config.toString())) {
            assertThat(run("alerts", "--test", "--data", host.data())).contains("Test alert sent.");
            while (!run("status", "--data", host.data()).contains("own (command): last delivered")) {
                Thread.sleep(50);
            }
            host.await("Counts    example.com");
        }
        assertThat(folder.resolve("alert.json")).content().contains("\"subject\":\"TLS reports: test alert\"");
    }

    @Test
    void loadsTheFileAgainAtASignal() throws Exception {
        var config = config("domains = [\"example.com\"]\n");
        try (var host = HostProcess.start(folder.resolve("data"), "--config", config.toString())) {
            awaitGreeting(host);
            assertThat(new Cli(Tlsrpt::run)
                            .run("alerts", "--test", "--data", host.data())
                            .err())
                    .contains("no channel is configured");
            config("""
                    domains = ["example.net"]
                    hosts = ["reports.example.com"]
                    authserv-id = "mx.example.com"
                    [[channel]]
                    name = "new"
                    type = "command"
                    command = ["sh", "-c", "cat > alert.part && mv alert.part \\"$1\\"", "sh", "%s"]
                    """.formatted(folder.resolve("alert.json")));
            hangUp(host);
            host.await("loaded    " + config + "; these changes require a restart: authserv-id");

            assertThat(run("alerts", "--test", "--data", host.data())).contains("Test alert sent.");
            while (!Files.exists(folder.resolve("alert.json"))) {
                Thread.sleep(50);
            }
            host.post(aReport().sts("example.com", "enforce", 1).bytes());
            host.await("not-our-domain");
            assertThat(get(host, "/v1/domains")).contains("these changes require a restart: authserv-id");
        }
    }

    @Test
    void checksDomainsThatASignalAdds() throws Exception {
        var config = config("resolver = \"127.0.0.1:9\"\n");
        try (var host = HostProcess.start(folder.resolve("data"), "--config", config.toString())) {
            host.await("Press Ctrl-C");
            assertThat(get(host, "/v1/domains/example.net/posture")).contains("\"checkable\":false");

            config("resolver = \"127.0.0.1:9\"\ndomains = [\"example.net\"]\n");
            hangUp(host);
            host.await("loaded    " + config);

            assertThat(get(host, "/v1/domains/example.net/posture")).contains("\"checkable\":true");
        }
    }

    @Test
    void writesTheLogAsObjects() throws Exception {
        var config = config("log = \"json\"\ndomains = [\"example.com\"]\nno-probe = true\n");
        try (var host = HostProcess.start(folder.resolve("data"), "--config", config.toString())) {
            host.post(aReport().sts("example.com", "enforce", 1).bytes());
            host.await("\"event\":\"recorded\"");

            assertThat(host.output().lines()).allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
        }
    }

    @Test
    void keepsTheConfigurationIfTheNewFileHasAProblem() throws Exception {
        var config = config("domains = [\"example.com\"]\n");
        try (var host = HostProcess.start(folder.resolve("data"), "--config", config.toString())) {
            awaitGreeting(host);
            config("domains = [\"example.net\"]\nretention = 3\n");
            hangUp(host);
            host.await("failed    the configuration was not reloaded: " + config
                    + ":2: 'retention' must be from 30 to 4000, not 3");
            host.post(aReport().sts("example.com", "enforce", 1).bytes());
            host.await("recorded  example.com/");

            config("domains = [\"example.com\"]\n");
            hangUp(host);
            host.await("loaded    " + config);
        }
    }

    private static String get(HostProcess host, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(host.uri().resolve(path)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static void hangUp(HostProcess host) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(host.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitGreeting(HostProcess host) throws InterruptedException {
        host.await("Checks DNS, policies and mail servers");
    }

    @Test
    void refusesAFileWithEachProblemAndItsLine() throws IOException {
        var config = config("""
                listen = "8460"
                domain = ["example.com"]
                retention = 3
                floor = "much"
                """);
        var result = new Cli(Tlsrpt::run).run("serve", "--config", config);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines())
                .containsExactly(
                        "tlsrpt: " + config + ":1: 'listen' must be an IP address and a port, such as 127.0.0.1:8460",
                        "tlsrpt: " + config + ":2: unknown key 'domain'. Did you mean 'domains'?",
                        "tlsrpt: " + config + ":3: 'retention' must be from 30 to 4000, not 3",
                        "tlsrpt: " + config + ":4: 'floor' must be a number");
    }

    @Test
    void refusesAFileThatIsNotToml() throws IOException {
        var config = config("domains = [\nlisten");
        var result = new Cli(Tlsrpt::run).run("serve", "--config", config);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("tlsrpt: " + config + ":2: ");
    }

    @Test
    void letsNobodyElseReadWithoutSigningIn() throws IOException {
        var config = config("listen = \"0.0.0.0:0\"\ndata = \"data\"\n");
        var result = new Cli(Tlsrpt::run).run("serve", "--config", config);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("Set issuer and audience, or listen on 127.0.0.1.");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private Path config(String text) throws IOException {
        return Files.writeString(folder.resolve("tlsrpt.toml"), text);
    }

    private static String run(String command, Object... words) throws IOException {
        return new Cli(Tlsrpt::run).run(command, words).out();
    }
}
