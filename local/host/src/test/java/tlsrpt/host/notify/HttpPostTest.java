package tlsrpt.host.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.host.notify.Alerts.alert;
import static tlsrpt.host.notify.Alerts.failing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;
import tlsrpt.testkit.MutableClock;

/// Against a receiver on this machine.
class HttpPostTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private record Received(Map<String, List<String>> headers, String body, int answer) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    private final MutableClock clock = new MutableClock(Alerts.NOW);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();
    private IntSupplier status = () -> 204;

    @BeforeEach
    void start() {
        server.createContext("/hook", this::receive);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void deliversEachAlertOnceToAReceiverThatFailsHalfTheTimeSeed7() throws Exception {
        var random = new Random(7);
        status = () -> random.nextBoolean() ? 500 : 200;
        var channel = new Channel("hook", "webhook", AlertFilter.ALL, false, webhook());
        var database = Database.inMemory(new Schema(1, Deliveries.TABLES));
        var deliveries = new Deliveries(database, List.of(channel), clock, silent());
        var expected = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            var alert = failing("d" + i + ".example.com");
            expected.add(alert.json());
            deliveries.add(alert, false);
        }

        while (deliveries.states().getFirst().waiting() > 0) {
            while (deliveries.deliverNext(channel)) {
                // until nothing is due
            }
            clock.pass(Duration.ofMinutes(30));
        }

        assertThat(received.stream().filter(each -> each.answer() == 200).map(Received::body))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(received).hasSizeGreaterThan(70);
    }

    @Test
    void signsAsStandardWebhooksDoes() throws Exception {
        webhook().send(failing("example.com"));

        var request = received.getFirst();
        var signed = request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring(6)), "HmacSHA256"));
        assertThat(request.header("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(request.header("webhook-timestamp"))
                .isEqualTo(String.valueOf(clock.instant().getEpochSecond()));
        assertThat(request.header("content-type")).startsWith("application/json");
        assertThat(Alert.of(request.body()).transitionId()).isEqualTo(request.header("webhook-id"));
    }

    /// The example of the specification's reference libraries.
    @Test
    void signsTheSpecificationsExample() {
        var signature = new WebhookSignature(SECRET, clock);

        assertThat(signature.signature("msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"))
                .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void namesTheHostAloneWhereTheAnswerIsAnError() {
        status = () -> 404;

        assertThatThrownBy(() -> webhook().send(failing("example.com"))).hasMessage("127.0.0.1 answered 404");
    }

    @Test
    void takesARedirectForAnError() {
        status = () -> 302;

        assertThatThrownBy(() -> webhook().send(failing("example.com"))).hasMessage("127.0.0.1 answered 302");
    }

    @Test
    void saysWhatToCheckWhereNobodyListens() {
        var nobody = new HttpPost(url(), Alert::json, (_, _) -> Map.of());
        server.stop(0);

        assertThatThrownBy(() -> nobody.send(failing("example.com")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("cannot reach 127.0.0.1")
                .hasMessageContaining("Check the URL");
    }

    @Test
    void leavesNoMarkupOfReportsInSlack() throws Exception {
        new HttpPost(url(), alert -> AlertJson.slack(alert, ""), (_, _) -> Map.of()).send(failing("example.com"));

        assertThat(received.getFirst().body())
                .contains("\"text\":\"example.com: certificate expired")
                .contains("&lt;to&gt; mx.example.com &amp; more");
    }

    @Test
    void sendsTeamsACardOfPlainTextRuns() throws Exception {
        new HttpPost(url(), alert -> AlertJson.teams(alert, "https://page.example/"), (_, _) -> Map.of())
                .send(failing("example.com"));

        assertThat(received.getFirst().body())
                .contains("\"contentType\":\"application/vnd.microsoft.card.adaptive\"")
                .contains("\"type\":\"TextRun\",\"text\":\"example.com: certificate expired")
                .contains("https://page.example/#/domains/example.com")
                .doesNotContain("\"TextBlock\"");
    }

    @Test
    void resolvesInPagerDutyWhatHasRecovered() throws Exception {
        var pagerDuty = new HttpPost(url(), alert -> AlertJson.pagerDuty(alert, "key"), (_, _) -> Map.of());
        pagerDuty.send(failing("example.com"));
        pagerDuty.send(alert("example.com", AlertKind.RECOVERED, Severity.HIGH));

        assertThat(received.get(0).body())
                .contains("\"event_action\":\"trigger\",\"dedup_key\":\"example.com:certificate:2026-03-02\"")
                .contains("\"severity\":\"error\"");
        assertThat(received.get(1).body())
                .contains("\"event_action\":\"resolve\",\"dedup_key\":\"example.com:certificate:2026-03-02\"");
    }

    private HttpPost webhook() {
        return new HttpPost(url(), Alert::json, new WebhookSignature(SECRET, clock));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=hidden");
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = status.getAsInt();
        received.add(new Received(Map.copyOf(exchange.getRequestHeaders()), body, answer));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deliveries.Listener silent() {
        return new Deliveries.Listener() {
            @Override
            public void delivered(String channel, Message message) {
                // Only what arrives counts.
            }

            @Override
            public void failed(String channel, String problem) {
                // as above
            }
        };
    }
}
