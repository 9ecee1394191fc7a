package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/// What is sent to DynamoDB, and what is made of answers that DynamoDB Local does not give.
class DynamoDbAnswersTest {

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private int status = 200;
    private String answer = "{}";
    private int missing;
    private Map<String, String> asked = Map.of();

    DynamoDbAnswersTest() throws IOException {}

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void signsWhatItAsks() {
        get();

        assertThat(asked)
                .containsEntry("content", "{\"TableName\":\"t\",\"Key\":{\"pk\":{\"S\":\"D#example.com\"}}}")
                .containsEntry("Content-type", "application/x-amz-json-1.0")
                .containsEntry("X-amz-target", "DynamoDB_20120810.GetItem")
                .containsEntry("X-amz-security-token", "token");
        assertThat(asked.get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=id/")
                .contains("/eu-west-1/dynamodb/aws4_request", "x-amz-target", "x-amz-content-sha256");
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        answer = """
                {"New":{"a":[{"b":1}]},"Item":{"n":{"N":"1"},"absent":null},"ConsumedCapacity":null}""";

        assertThat(get()).containsEntry("n", AttributeValue.fromN("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
    void tellsThatItIsToAskLess(String code) {
        status = 400;
        answer = "{\"__type\":\"com.amazon.coral.availability#" + code + "\",\"Message\":\"Rate exceeded\"}";

        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(this::get)
                .matches(AwsServiceException::isThrottlingException)
                .withMessageContaining("Rate exceeded");
    }

    @Test
    void tellsThatSomebodyElseIsWriting() {
        status = 400;
        answer =
                "{\"message\":\"conflict\",\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionConflictException\"}";

        assertThatExceptionOfType(TransactionConflictException.class).isThrownBy(this::get);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Bad gateway</html>", "{\"__type\"", "[1]", "{\"__type\":{\"a\":1}}"})
    void tellsTheStatusOfWhatIsNotDynamoDbs(String text) {
        status = 503;
        answer = text;

        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(this::get)
                .matches(refusal -> refusal.statusCode() == 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Welcome to this network</html>", "{\"Item\":", "[]", "{\"Item\":{\"n\":7}}"})
    void takesNothingElseForAnAnswer(String text) {
        answer = text;

        assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::get);
    }

    @Test
    void takesNoHalfAnswer() {
        missing = 5;

        assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::get);
    }

    @Test
    void tellsThatItCannotBeReached() {
        server.stop(0);

        assertThatExceptionOfType(SdkClientException.class)
                .isThrownBy(this::get)
                .withMessageStartingWith("DynamoDB did not answer: ");
    }

    @Test
    void needsARegion() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new DynamoDb(Map.of(), Http.client(Duration.ofSeconds(1))))
                .withMessage("the environment variable AWS_REGION is not set");
    }

    private Map<String, AttributeValue> get() {
        var environment = Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "token",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new DynamoDb(environment, Http.client(Duration.ofSeconds(5)))
                .getItem(get -> get.tableName("t").key(Map.of("pk", AttributeValue.fromS("D#example.com"))))
                .item();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var all = new HashMap<String, String>();
            exchange.getRequestHeaders().forEach((name, values) -> all.put(name, values.getFirst()));
            all.put("content", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked = all;
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length + missing);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }
}
