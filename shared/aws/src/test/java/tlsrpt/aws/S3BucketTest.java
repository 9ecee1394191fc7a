package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpClient;
import tlsrpt.table.BucketException;

/// What is sent to S3, and what is made of its answers. An emulator takes its requests in stack-tests.
class S3BucketTest {

    private static final byte[] REPORT = "{\"report\":1}".getBytes(StandardCharsets.UTF_8);
    /// The status of an answer that never comes.
    private static final int STALLED = -1;

    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final HttpServer s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    S3BucketTest() throws IOException {}

    private record Answer(int status, Map<String, String> headers, String body, int missing) {}

    private record Asked(String method, String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    @BeforeEach
    void start() {
        s3.createContext("/", this::answer);
        s3.setExecutor(threads);
        s3.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        s3.stop(0);
        threads.close();
    }

    @Test
    void putsWhatIsNewAndSignsIt() {
        next(200, "");

        assertThat(bucket().add("https/2026-03-02/a", REPORT)).isTrue();

        var put = asked.getFirst();
        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.path()).isEqualTo("/raw/https/2026-03-02/a");
        assertThat(put.body()).isEqualTo("{\"report\":1}");
        assertThat(put.header("If-none-match")).isEqualTo("*");
        assertThat(put.header("X-amz-security-token")).isEqualTo("token");
        assertThat(put.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=id/")
                .contains("/eu-west-1/s3/aws4_request", "if-none-match", "x-amz-content-sha256");
        assertThat(put.header("X-amz-content-sha256")).hasSize(64).isNotEqualTo(SHA256_OF_NOTHING);
    }

    @Test
    void saysSoWhereItIsThereAlready() {
        next(412, error("PreconditionFailed"));

        assertThat(bucket().add("https/2026-03-02/a", REPORT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429, 500, 503})
    void triesAgainWhatMayPass(int status) {
        next(status, error("SlowDown"));
        next(200, "");

        assertThat(bucket().add("https/2026-03-02/a", REPORT)).isTrue();
        assertThat(asked).hasSize(2).allMatch(put -> put.body().length() == REPORT.length);
    }

    /// S3's words: "Your socket connection to the server was not read from or written to within the timeout period."
    @Test
    void retriesARequestThatS3DidNotReceiveInTime() {
        next(400, error("RequestTimeout"));
        next(200, "");

        assertThat(bucket().add("https/2026-03-02/a", REPORT)).isTrue();
    }

    @Test
    void doesNotRetryAnInvalidRequest() {
        next(400, error("InvalidArgument"));

        assertThatExceptionOfType(BucketException.class)
                .isThrownBy(() -> bucket().add("https/2026-03-02/a", REPORT))
                .withMessage("S3 answered 400 InvalidArgument");
    }

    @Test
    void retriesOnAnotherConnectionWhenOneStalls() {
        answers.add(new Answer(STALLED, Map.of(), "", 0));
        next(200, "");
        var patience = Duration.ofSeconds(3);

        assertThat(bucket(patience, Http.client(patience)).add("https/2026-03-02/a", REPORT))
                .isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void triesAgainWhatWasNotAnswered() {
        answers.add(new Answer(0, Map.of(), "", 0));
        next(200, "");

        assertThat(bucket().add("https/2026-03-02/a", REPORT)).isTrue();
    }

    @Test
    void givesUpWhenItsPatienceEnds() {
        for (int i = 0; i < 100; i++) {
            next(503, error("SlowDown"));
        }

        assertThatExceptionOfType(BucketException.class)
                .isThrownBy(() -> bucket(Duration.ofMillis(200)).add("https/2026-03-02/a", REPORT))
                .withMessage("S3 answered 503 SlowDown");
        assertThat(asked).hasSizeGreaterThan(1);
    }

    @Test
    void doesNotAskTwiceForWhatIsForbidden() {
        next(403, error("AccessDenied"));

        assertThatExceptionOfType(BucketException.class)
                .isThrownBy(() -> bucket().open("https/2026-03-02/a"))
                .withMessage("S3 answered 403 AccessDenied");
        assertThat(asked).hasSize(1);
    }

    @Test
    void tellsThatItCannotBeReached() {
        s3.stop(0);

        assertThatExceptionOfType(BucketException.class)
                .isThrownBy(() -> bucket(Duration.ofMillis(100)).open("mail/a"))
                .withMessageStartingWith("S3 cannot be reached: ");
    }

    @Test
    void opensAnObject() throws IOException {
        next(200, "text", "x-amz-meta-First-Arrival", "2026-03-01T00:00:00Z");

        try (var object = bucket().open("mail/a").orElseThrow()) {
            assertThat(object.content()).hasContent("text");
            assertThat(object.size()).isEqualTo(4);
            assertThat(object.stored()).isEqualTo(Instant.parse("2026-03-02T12:00:00Z"));
            assertThat(object.metadata()).isEqualTo(Map.of("first-arrival", "2026-03-01T00:00:00Z"));
        }
        assertThat(asked.getFirst().header("X-amz-content-sha256")).isEqualTo(SHA256_OF_NOTHING);
    }

    @Test
    void asksForAKeyOfAnyCharacters() {
        next(404, error("NoSuchKey"));

        assertThat(bucket().open("import/a b+ü*~/../?x=1#y")).isEmpty();
        assertThat(asked.getFirst().path()).isEqualTo("/raw/import/a%20b%2B%C3%BC%2A~/../%3Fx%3D1%23y");
    }

    @Test
    void missesNoObjectWhereTheBucketIsMissing() {
        next(404, error("NoSuchBucket"));

        assertThatExceptionOfType(BucketException.class)
                .isThrownBy(() -> bucket().open("mail/a"))
                .withMessage("S3 answered 404 NoSuchBucket");
    }

    @Test
    void takesNoHalfObject() throws IOException {
        answers.add(new Answer(200, Map.of("Last-Modified", "Mon, 02 Mar 2026 12:00:00 GMT"), "half", 4));

        try (var object = bucket().open("mail/a").orElseThrow()) {
            assertThatIOException().isThrownBy(() -> object.content().readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"})
    void asksAnotherAddressWhereOneIsSet(String variable) {
        next(404, error("NoSuchKey"));
        var environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                variable,
                url());
        var patience = Duration.ofSeconds(5);

        assertThat(S3Bucket.of("raw", environment, Http.client(patience), patience)
                        .open("mail/a"))
                .isEmpty();
        assertThat(asked.getFirst().path()).isEqualTo("/raw/mail/a");
        assertThat(asked.getFirst().headers()).doesNotContainKey("X-amz-security-token");
    }

    private S3Bucket bucket() {
        return bucket(Duration.ofSeconds(10));
    }

    private S3Bucket bucket(Duration patience) {
        return bucket(patience, Http.client(Duration.ofSeconds(15)));
    }

    private S3Bucket bucket(Duration patience, SdkHttpClient http) {
        var environment = Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "token",
                "AWS_ENDPOINT_URL", url());
        return S3Bucket.of("raw", environment, http, patience);
    }

    private String url() {
        return "http://127.0.0.1:" + s3.getAddress().getPort();
    }

    private void next(int status, String body, String... header) {
        var modified = "Mon, 02 Mar 2026 12:00:00 GMT";
        answers.add(new Answer(
                status,
                header.length == 0
                        ? Map.of("Last-Modified", modified)
                        : Map.of("Last-Modified", modified, header[0], header[1]),
                body,
                0));
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>m</Message></Error>";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var answer = answers.remove();
            if (answer.status() == 0) {
                return;
            }
            if (answer.status() == STALLED) {
                ended.await();
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length + answer.missing());
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
