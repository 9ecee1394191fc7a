package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Requests to a service whose clock is right, by one that is not.
class SignedRequestsTest {

    private static final DateTimeFormatter SIGNED_AT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

    private final HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final AtomicInteger asked = new AtomicInteger();
    private int refusal = 403;
    private boolean refusesAll;

    SignedRequestsTest() throws IOException {}

    @BeforeEach
    void start() {
        service.createContext("/", this::answer);
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    /// S3 refuses with 403 RequestTimeTooSkewed, DynamoDB with 400 InvalidSignatureException.
    @ParameterizedTest
    @CsvSource({"403,-PT1H", "403,PT1H", "400,-PT24H", "400,PT24H"})
    void signsByTheClockOfAServiceThatRefusesOurs(int status, Duration wrong) throws IOException {
        refusal = status;
        var requests = requests(wrong);

        assertThat(status(requests)).isEqualTo(200);
        assertThat(status(requests)).isEqualTo(200);

        assertThat(asked).as("the second is signed well at once").hasValue(3);
    }

    @Test
    void asksOnceWhereTheClockIsRight() throws IOException {
        refusesAll = true;

        assertThat(status(requests(Duration.ofMinutes(1)))).isEqualTo(403);

        assertThat(asked).hasValue(1);
    }

    @Test
    void returnsARefusalThatTheClockDoesNotExplain() throws IOException {
        refusesAll = true;

        assertThat(status(requests(Duration.ofHours(1)))).isEqualTo(403);

        assertThat(asked).hasValue(2);
    }

    private SignedRequests requests(Duration wrong) {
        var environment = Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret");
        return new SignedRequests(
                "s3", environment, Http.client(Duration.ofSeconds(15)), Clock.offset(Clock.systemUTC(), wrong));
    }

    private int status(SignedRequests requests) throws IOException {
        var uri = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/raw/a");
        var request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build();
        return requests.send(request, null).httpResponse().statusCode();
    }

    /// The server dates its answers itself.
    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        var signed = Instant.from(SIGNED_AT.parse(exchange.getRequestHeaders().getFirst("X-Amz-Date")));
        boolean near = Duration.between(signed, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) < 0;
        exchange.sendResponseHeaders(near && !refusesAll ? 200 : refusal, -1);
        exchange.close();
    }
}
