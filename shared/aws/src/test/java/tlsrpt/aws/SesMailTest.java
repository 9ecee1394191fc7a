package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is sent to SES, and what is made of its answers. An emulator takes its requests in stack-tests.
class SesMailTest {

    private final HttpServer ses = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    SesMailTest() throws IOException {}

    @BeforeEach
    void start() {
        ses.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var body = "{\"message\":\"planned\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.remove(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        ses.start();
    }

    @AfterEach
    void stop() {
        ses.stop(0);
    }

    @Test
    void sendsTextAndHtmlThatNobodyAnswersAutomatically() {
        statuses.add(200);

        mail().send("Week 47 \u2013 1 incident", "text", "<p>html</p>");

        assertThat(asked)
                .containsExactly(
                        "/v2/email/outbound-emails {\"FromEmailAddress\":\"digest@tlsrpt.example.com\",\"Destination\":"
                                + "{\"ToAddresses\":[\"desk@example.com\"]},\"Content\":{\"Simple\":{\"Subject\":{\"Data\":"
                                + "\"Week 47 \u2013 1 incident\",\"Charset\":\"UTF-8\"},\"Body\":{\"Text\":{\"Data\":\"text\","
                                + "\"Charset\":\"UTF-8\"},\"Html\":{\"Data\":\"<p>html</p>\",\"Charset\":\"UTF-8\"}},"
                                + "\"Headers\":[{\"Name\":\"Auto-Submitted\",\"Value\":\"auto-generated\"}]}}}");
    }

    @Test
    void sendsAgainWhereSesIsBusy() {
        statuses.addAll(List.of(429, 500, 200));

        mail().send("subject", "text", "html");

        assertThat(asked).hasSize(3);
    }

    @Test
    void saysWhySesRefuses() {
        statuses.add(400);

        assertThatExceptionOfType(CallException.class)
                .isThrownBy(() -> mail().send("subject", "text", "html"))
                .withMessage("ses answered 400: {\"message\":\"planned\"}");
        assertThat(asked).hasSize(1);
    }

    private SesMail mail() {
        var patience = Duration.ofSeconds(5);
        var environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + ses.getAddress().getPort());
        return SesMail.of(
                "digest@tlsrpt.example.com", "desk@example.com", environment, Http.client(patience), patience);
    }
}
