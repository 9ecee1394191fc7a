package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// Requests to DynamoDB, and answers that DynamoDB Local does not give.
class DynamoDbTableTest {

    private static final Key KEY = new Key("D#example.com", "A");
    private static final Item ITEM = Item.at(KEY).put("n", 1).item();
    private static final Write.Change COUNT =
            Write.Change.of(new Key("D#example.com", "C")).add("n", 1);
    private static final String KEY_JSON = """
            {"pk":{"S":"D#example.com"},"sk":{"S":"A"}}""";
    private static final String ITEM_JSON = """
            {"pk":{"S":"D#example.com"},"sk":{"S":"A"},"n":{"N":"1"}}""";

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<Asked> asked = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int missing;

    private record Asked(Map<String, List<String>> headers, String content) {

        String header(String name) {
            return Objects.requireNonNull(headers.get(name)).getFirst();
        }
    }

    private record Answer(int status, String body) {}

    DynamoDbTableTest() throws IOException {}

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
        answer(200, "{}");

        assertThat(table().get(KEY)).isEmpty();

        var request = asked.getFirst();
        assertThat(request.content())
                .isEqualTo("{\"TableName\":\"t\",\"Key\":" + KEY_JSON + ",\"ConsistentRead\":true}");
        assertThat(request.header("Content-type")).isEqualTo("application/x-amz-json-1.0");
        assertThat(request.header("X-amz-target")).isEqualTo("DynamoDB_20120810.GetItem");
        assertThat(request.header("X-amz-security-token")).isEqualTo("token");
        assertThat(request.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=id/")
                .contains("/eu-west-1/dynamodb/aws4_request", "x-amz-target", "x-amz-content-sha256");
    }

    @Test
    void asksForAPageOfARange() {
        answer(200, "{\"Count\":1,\"Items\":[" + ITEM_JSON + "],\"LastEvaluatedKey\":" + KEY_JSON + "}");

        var page =
                table().query(Range.of("D#example.com", "A", "B").fromTheEnd().continuedAfter("B"), 1);

        assertThat(page).isEqualTo(new Table.Found(List.of(ITEM), "A"));
        assertThat(asked.getFirst().content()).isEqualTo("""
                {"TableName":"t","KeyConditionExpression":"#0 = :0 AND #1 BETWEEN :1 AND :2",\
                "ExpressionAttributeNames":{"#0":"pk","#1":"sk"},\
                "ExpressionAttributeValues":{":0":{"S":"D#example.com"},":1":{"S":"A"},":2":{"S":"B"}},\
                "ScanIndexForward":false,"ConsistentRead":false,"Limit":1,\
                "ExclusiveStartKey":{"pk":{"S":"D#example.com"},"sk":{"S":"B"}}}""");
    }

    @Test
    void putsAnItemThatIsAbsent() {
        answer(200, "{}");

        assertThat(table().write(new Write.Put(ITEM, new Condition.Absent()))).isTrue();

        assertThat(asked.getFirst().header("X-amz-target")).isEqualTo("DynamoDB_20120810.PutItem");
        assertThat(asked.getFirst().content()).isEqualTo("{\"TableName\":\"t\",\"Item\":" + ITEM_JSON + """
                        ,"ConditionExpression":"attribute_not_exists(#0)",\
                        "ReturnValuesOnConditionCheckFailure":"ALL_OLD","ExpressionAttributeNames":{"#0":"pk"}}""");
    }

    @Test
    void changesAnItem() {
        answer(200, "{}");

        assertThat(table().write(Write.Change.of(KEY)
                        .set("b", "x")
                        .set("a", 1)
                        .setOnce("once", "y")
                        .add("reports", 1)
                        .when(new Condition.MissingOrAbove("once", Value.of("y")))))
                .isTrue();

        assertThat(asked.getFirst().header("X-amz-target")).isEqualTo("DynamoDB_20120810.UpdateItem");
        assertThat(asked.getFirst().content()).isEqualTo("{\"TableName\":\"t\",\"Key\":" + KEY_JSON + """
                        ,"UpdateExpression":"SET #0 = :0, #1 = :1, #2 = if_not_exists(#2, :2) ADD #3 :3",\
                        "ConditionExpression":"attribute_not_exists(#2) OR #2 > :4",\
                        "ReturnValuesOnConditionCheckFailure":"ALL_OLD",\
                        "ExpressionAttributeNames":{"#0":"a","#1":"b","#2":"once","#3":"reports"},\
                        "ExpressionAttributeValues":{":0":{"N":"1"},":1":{"S":"x"},":2":{"S":"y"},":3":{"N":"1"},\
                        ":4":{"S":"y"}}}""");
    }

    @Test
    void writesSeveralItemsInOneTransaction() {
        answer(200, "{}");
        var seen = new Condition.Same("n", Value.of(1));
        var quota = COUNT.when(new Condition.MissingOrBelow("n", Value.of(9)));

        assertThat(table().write(List.of(new Write.Delete(KEY, seen), quota))).isEqualTo(new Written.Done());

        assertThat(asked.getFirst().header("X-amz-target")).isEqualTo("DynamoDB_20120810.TransactWriteItems");
        assertThat(asked.getFirst().content())
                .isEqualTo("{\"TransactItems\":[{\"Delete\":{\"TableName\":\"t\",\"Key\":" + KEY_JSON + """
                        ,"ConditionExpression":"#0 = :0","ReturnValuesOnConditionCheckFailure":"ALL_OLD",\
                        "ExpressionAttributeNames":{"#0":"n"},"ExpressionAttributeValues":{":0":{"N":"1"}}}},\
                        {"Update":{"TableName":"t","Key":{"pk":{"S":"D#example.com"},"sk":{"S":"C"}},\
                        "UpdateExpression":"ADD #0 :0","ConditionExpression":"attribute_not_exists(#0) OR #0 < :1",\
                        "ExpressionAttributeNames":{"#0":"n"},\
                        "ExpressionAttributeValues":{":0":{"N":"1"},":1":{"N":"9"}}}}]}""");
    }

    @Test
    void skipsUnknownFields() {
        answer(200, """
                {"New":{"a":[{"b":1}]},"Item":{"pk":{"S":"D#example.com"},"sk":{"S":"A"},"n":{"N":"1"},"absent":null},\
                "ConsumedCapacity":null}""");

        assertThat(table().get(KEY)).contains(ITEM);
    }

    @Test
    void passesTheItemThatRefusesASingleWrite() {
        answer(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
                        + "\"message\":\"The conditional request failed\",\"Item\":" + ITEM_JSON + "}");

        assertThat(table().write(List.of(new Write.Put(ITEM, new Condition.Absent()))))
                .isEqualTo(new Written.Refused(Optional.of(ITEM)));
    }

    @Test
    void passesTheItemThatRefusesATransactionEvenBesideAConflict() {
        canceled(
                "{\"Code\":\"ConditionalCheckFailed\",\"Item\":" + ITEM_JSON + "}",
                "{\"Code\":\"TransactionConflict\"}");

        assertThat(two()).isEqualTo(new Written.Refused(Optional.of(ITEM)));
    }

    @Test
    void tellsARefusalOfAnotherWrite() {
        canceled("{\"Code\":\"None\"}", "{\"Code\":\"ConditionalCheckFailed\"}");
        canceled("{\"Code\":null}", "{\"Code\":\"ConditionalCheckFailed\",\"Item\":" + ITEM_JSON + "}");

        assertThat(two()).isEqualTo(new Written.RefusedElsewhere());
        assertThat(two()).isEqualTo(new Written.RefusedElsewhere());
    }

    @Test
    void triesAgainWhatMayPass() {
        error(400, "com.amazon.coral.availability#ThrottlingException");
        error(400, "ProvisionedThroughputExceededException");
        error(400, "RequestLimitExceeded");
        error(400, "com.amazonaws.dynamodb.v20120810#TransactionConflictException");
        error(400, "TransactionInProgressException");
        error(500, "InternalServerError");
        error(503, "ServiceUnavailable");
        error(429, "Unknown");
        canceled("{\"Code\":\"None\"}", "{\"Code\":\"TransactionConflict\"}");
        canceled("{\"Code\":\"ThrottlingError\"}", "{\"Code\":\"None\"}");
        canceled("{\"Code\":\"TransactionConflict\"}", "{\"Code\":\"ConditionalCheckFailed\"}");
        canceled("{\"Code\":\"None\"}", "{\"Code\":\"ProvisionedThroughputExceeded\"}");
        answer(200, "{\"TransactItems\":");
        answer(200, "{}");

        assertThat(two()).isEqualTo(new Written.Done());

        assertThat(pauses).hasSize(13);
        assertThat(asked)
                .extracting(Asked::content)
                .hasSize(14)
                .containsOnly(asked.getFirst().content());
    }

    @Test
    void doesNotTryAgainWhatWillNotPass() {
        error(400, "com.amazon.coral.validate#ValidationException");
        error(400, "ResourceNotFoundException");
        error(403, "AccessDeniedException");
        canceled("{\"Code\":\"ValidationError\"}", "{\"Code\":\"None\"}");

        for (var code : List.of("ValidationException", "ResourceNotFoundException", "AccessDeniedException")) {
            assertThatExceptionOfType(TableException.class)
                    .isThrownBy(this::two)
                    .withMessageContaining(code)
                    .withMessageContaining("what is wrong");
        }
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(this::two)
                .withMessage("DynamoDB answered 400 TransactionCanceledException: Transaction cancelled");
        assertThat(pauses).isEmpty();
    }

    @Test
    void saysInTheEndWhatFailed() {
        for (int i = 0; i < 200; i++) {
            error(400, "ThrottlingException");
        }

        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table().get(KEY))
                .withMessage("DynamoDB answered 400 ThrottlingException: what is wrong");
        assertThat(pauses).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Bad gateway</html>", "{\"__type\"", "[1]", "{\"__type\":{\"a\":1}}"})
    void tellsTheStatusOfAnErrorThatIsNotDynamoDbs(String text) {
        answer(403, text);

        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> table().get(KEY))
                .withMessage("DynamoDB answered 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Welcome to this network</html>",
                "{\"Item\":",
                "[]",
                "{\"Item\":{\"n\":7}}",
                "{\"Items\":[1]}",
                "{\"Items\":[{\"pk\":"
            })
    void asksAgainAfterABrokenAnswer(String text) {
        answer(200, text);
        answer(200, "{}");

        assertThat(table().get(KEY)).isEmpty();
        assertThat(pauses).hasSize(1);
    }

    @Test
    void acceptsNoHalfAnswer() {
        missing = 5;
        answer(200, "{}");

        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> impatient().get(KEY))
                .withMessageStartingWith("DynamoDB did not answer: ");
    }

    @Test
    void saysThatItCannotBeReached() {
        server.stop(0);

        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> impatient().get(KEY))
                .withMessageStartingWith("DynamoDB did not answer: ");
    }

    @Test
    void sendsNoWriteThatDynamoDbWouldRefuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table().write(List.of()))
                .withMessage("a call has 1 to 100 writes, not 0");
        assertThatIllegalArgumentException().isThrownBy(() -> table().get(new Key("a", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> table().query(Range.of(""), 1));
        assertThat(asked).isEmpty();
    }

    @Test
    void needsARegion() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new DynamoDbTable(
                        Map.of(), "t", Http.client(Duration.ofSeconds(1)), Duration.ZERO, new Random(1)))
                .withMessage("the environment variable AWS_REGION is not set");
    }

    private Written two() {
        return table().write(List.of(new Write.Put(ITEM, new Condition.Absent()), COUNT));
    }

    private Table table() {
        var retry = new Retry(Duration.ofSeconds(20), new Random(1), new RetryTest.RecordedTime(pauses));
        return new DynamoDbTable(new DynamoDbRequests(environment(), Http.client(Duration.ofSeconds(5)), retry), "t");
    }

    private Table impatient() {
        return new DynamoDbTable(environment(), "t", Http.client(Duration.ofSeconds(5)), Duration.ZERO, new Random(1));
    }

    private Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "token",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answer(int status, String body) {
        answers.add(new Answer(status, body));
    }

    private void error(int status, String type) {
        answer(status, "{\"__type\":\"" + type + "\",\"message\":\"what is wrong\"}");
    }

    private void canceled(String... reasons) {
        var list = String.join(",", reasons);
        answer(400, """
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",\
                "Message":"Transaction cancelled","CancellationReasons":[""" + list + "]}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new Asked(
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var answer = answers.removeFirst();
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length + missing);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }
}
