package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.testkit.ReportText.aReport;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.api.Access;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.table.Range;

/// API tokens, at a collector that lets only those in who have the claim `groups=mail`.
@Timeout(60)
class TokensTest {

    private static final String SECRET = "secret";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Collector collector;
    private HttpHost host;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        var data = DataFolder.lock(folder).orElseThrow();
        collector = Collector.open(data, 0, new Access("groups", "mail", Map.of()), _ -> {});
        host = new HttpHost(ListenAddress.loopback(0), List.of(), collector, SECRET, null, null, null);
        host.start();
    }

    @AfterEach
    void stop() {
        client.close();
        host.close();
        collector.close();
    }

    @Test
    void letsAScriptReadUntilItIsRevoked() throws Exception {
        var token = add("grafana", false);

        assertThat(ask("GET", "/v1/domains", token)).isEqualTo(200);
        assertThat(ask("GET", "/metrics", token)).isEqualTo(200);
        assertThat(ask("GET", "/v1/status", token)).isEqualTo(200);

        assertThat(collector.revokeToken("grafana").done()).isTrue();
        assertThat(ask("GET", "/v1/domains", token)).isEqualTo(401);
        assertThat(collector.revokeToken("grafana").text()).startsWith("Token not found.");
    }

    @Test
    void letsOnlyATokenThatMayWriteChangeSomething() throws Exception {
        var reading = add("reads", false);
        var writing = add("writes", true);

        assertThat(ask("POST", "/v1/import", reading)).isEqualTo(403);
        assertThat(ask("POST", "/v1/domains/example.com/posture", reading)).isEqualTo(403);
        assertThat(ask("POST", "/v1/import", writing)).isEqualTo(200);
        assertThat(collector.status(false)).contains("example.com");
    }

    @Test
    void letsNoTokenMakeAnother() throws Exception {
        var token = add("writes", true);

        assertThat(ask("POST", "/v1/operator/tokens?write", token)).isEqualTo(403);
        assertThat(ask("GET", "/v1/operator/tokens", token)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsrpt_", "tlsrpt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesWhatIsNoToken(String token) throws Exception {
        add("grafana", true);

        assertThat(ask("GET", "/v1/domains", token)).isEqualTo(401);
        assertThat(ask("POST", "/v1/import", token)).isEqualTo(401);
        assertThat(ask("GET", "/v1/domains", token + "A".repeat(8_000))).isEqualTo(401);
    }

    @Test
    void storesAndListsNoSecret() throws Exception {
        var token = add("grafana", false);

        assertThat(token).matches("tlsrpt_[A-Za-z0-9_-]{43}");
        assertThat(collector.tokens(false)).matches("grafana  read, created 20\\d\\d-\\d\\d-\\d\\d\n");
        assertThat(collector.tokens(true)).startsWith("{\"name\":\"grafana\",\"scope\":\"read\",\"created\":\"20");
        assertThat(collector.table().all(Range.of("TOKENS")).toString()).doesNotContain(token.substring(7));
        assertThat(new Tokens(collector.table(), Clock.systemUTC(), new SecureRandom()).find(token))
                .as("after a restart")
                .isPresent();
    }

    @Test
    void refusesANameThatIsTakenOrNoneAndTooManyTokens() {
        add("a", false);

        assertThat(collector.addToken("a", true).text()).startsWith("A token named 'a' exists.");
        assertThat(collector.addToken("a b", true).text()).startsWith("A name has letters, digits");
        for (int i = 1; i < Tokens.MOST; i++) {
            add("token-" + i, false);
        }
        assertThat(collector.addToken("b", true).text()).startsWith("There are 100 tokens already.");
    }

    private String add(String name, boolean mayWrite) {
        var answer = collector.addToken(name, mayWrite);
        assertThat(answer.done()).isTrue();
        return answer.text();
    }

    private int ask(String method, String path, String token) throws IOException, InterruptedException {
        var body = path.equals("/v1/import")
                ? aReport().sts("example.com", "enforce", 1).bytes()
                : "name".getBytes(StandardCharsets.US_ASCII);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(host.uri().resolve(path))
                        .method(
                                method,
                                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode();
    }
}
