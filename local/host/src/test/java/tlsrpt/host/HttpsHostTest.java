package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.posture.TestCa.leaf;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.api.Access;
import tlsrpt.console.HostAddress;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.https.HttpsReceiver;
import tlsrpt.host.https.PemFiles;
import tlsrpt.posture.TestCa;

/// What other machines may ask by HTTPS, and what only this machine may.
@Timeout(60)
class HttpsHostTest {

    private static final String SECRET = "secret";

    private final Path folder;
    private final PemFiles files;
    private HttpsReceiver https;
    private Collector collector;
    private HttpHost host;
    private HttpClient client;

    HttpsHostTest(@TempDir Path folder) {
        this.folder = folder;
        this.files = new PemFiles(folder, new TestCa(Instant.now()));
    }

    @BeforeEach
    void start() throws Exception {
        files.write(leaf("localhost"));
        var config = Files.writeString(folder.resolve("tlsrpt.toml"), """
                [https]
                listen = "127.0.0.1:0"
                certificate-file = "fullchain.pem"
                key-file = "privkey.pem"
                """);
        https = HostConfig.read(config, Clock.systemUTC()).https().orElseThrow();
        var data = DataFolder.lock(folder.resolve("data")).orElseThrow();
        collector = Collector.open(data, 0, Access.OPEN, _ -> {});
        host = new HttpHost(ListenAddress.loopback(0), List.of(), collector, SECRET, null, null, https);
        host.start();
        collector.startWays(List.of(https));
        client = HttpClient.newBuilder().sslContext(files.client()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        host.close();
        collector.close();
    }

    @Test
    void takesReports() throws Exception {
        var report = aReport().sts("example.com", "enforce", 1).bytes();
        var answer = client.send(
                HttpRequest.newBuilder(byHttps("/v1/tlsrpt"))
                        .POST(BodyPublishers.ofByteArray(report))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(https.state().words()).contains("1 report since the start");
        assertThat(collector.status(false)).contains("https 127.0.0.1:0: 1 report since the start");
    }

    @Test
    void asksForAnApiTokenOnThePage() throws Exception {
        var page = get(byHttps("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("name=\"sign-in\" content=\"{&quot;token&quot;:&quot;api&quot;}\"");
        assertThat(get(host.uri().resolve("/")).body()).contains("name=\"sign-in\" content=\"{}\"");
    }

    @Test
    void letsNobodyReadWithoutAToken() throws Exception {
        for (var path : List.of("/v1/domains", "/v1/held", "/metrics")) {
            assertThat(get(byHttps(path)).statusCode()).as(path).isEqualTo(401);
            assertThat(get(host.uri().resolve(path)).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get(byHttps("/v1/health")).statusCode()).isEqualTo(200);
    }

    @Test
    void hidesWhatIsForTheOperatorEvenFromWhoKnowsTheSecret() throws Exception {
        assertThat(get(byHttps("/v1/status")).statusCode()).isEqualTo(401);
        assertThat(get(host.uri().resolve("/v1/status")).statusCode()).isEqualTo(200);
    }

    @Test
    void letsAScriptReadByHttpsWithAToken() throws Exception {
        var token = collector.addToken("grafana", false).text();
        for (var path : List.of("/v1/domains", "/metrics", "/v1/status")) {
            var request = HttpRequest.newBuilder(byHttps(path))
                    .header("Authorization", "Bearer " + token)
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    private URI byHttps(String path) {
        return URI.create("https://localhost:" + https.port() + path);
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri).header(HostAddress.HEADER, SECRET).build();
        return client.send(request, BodyHandlers.ofString());
    }
}
