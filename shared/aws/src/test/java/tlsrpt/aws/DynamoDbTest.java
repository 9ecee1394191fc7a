package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// DynamoDB Local, asked over HTTP: what it answers is to this client what it is to the SDK's own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoDbTest {

    private static final String TABLE = "tlsrpt";

    private final int port = freePort();
    private final DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
            new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(port)});
    private final String address = "http://127.0.0.1:" + port;
    private final DynamoDbClient sdk = DynamoDbClient.builder()
            .endpointOverride(URI.create(address))
            .region(Region.EU_WEST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(Http.client(Duration.ofSeconds(10)))
            .build();
    private final DynamoDbClient ours = new DynamoDb(
            Map.of(
                    "AWS_REGION", "eu-west-1",
                    "AWS_ACCESS_KEY_ID", "id",
                    "AWS_SECRET_ACCESS_KEY", "secret",
                    "AWS_ENDPOINT_URL_DYNAMODB", address),
            Http.client(Duration.ofSeconds(10)));

    DynamoDbTest() throws Exception {}

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @AfterAll
    void stop() throws Exception {
        sdk.close();
        server.stop();
    }

    @BeforeEach
    void emptyTable() {
        sdk.listTables().tableNames().forEach(name -> sdk.deleteTable(delete -> delete.tableName(name)));
        sdk.createTable(create -> create.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(List.of(part("pk", KeyType.HASH), part("sk", KeyType.RANGE)))
                .attributeDefinitions(List.of(text("pk"), text("sk"))));
    }

    private static KeySchemaElement part(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void readsWhatItWroteAsTheSdkReadsIt(int seed) {
        var random = new Random(seed);
        var item = new HashMap<>(key("r", "1"));
        for (int i = 0; i < 6; i++) {
            item.put("a" + i, value(random, 3));
        }

        ours.putItem(put -> put.tableName(TABLE).item(item));

        var read = ours.getItem(get -> get.tableName(TABLE).key(key("r", "1")));
        assertThat(read.item())
                .isEqualTo(sdk.getItem(get -> get.tableName(TABLE).key(key("r", "1")))
                        .item());
        assertThat(read.item()).hasSize(8);
    }

    @Test
    void tellsWhatIsMissingFromWhatIsEmpty() {
        ours.putItem(put -> put.tableName(TABLE).item(with(key("r", "1"), "m", AttributeValue.fromM(Map.of()))));

        assertThat(ours.getItem(get -> get.tableName(TABLE).key(key("r", "2"))).hasItem())
                .isFalse();
        assertThat(ours.getItem(get -> get.tableName(TABLE).key(key("r", "1"))).item())
                .hasEntrySatisfying("m", m -> {
                    assertThat(m.hasM()).isTrue();
                    assertThat(m.hasL()).isFalse();
                });
    }

    @Test
    void readsAPartitionPageByPage() {
        for (int i = 0; i < 5; i++) {
            var item = with(key("r", "k" + i), "n", AttributeValue.fromN(String.valueOf(i)));
            ours.putItem(put -> put.tableName(TABLE).item(item));
        }
        var request = QueryRequest.builder()
                .tableName(TABLE)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", AttributeValue.fromS("r"),
                        ":from", AttributeValue.fromS("k0"),
                        ":to", AttributeValue.fromS("k9")))
                .consistentRead(true)
                .scanIndexForward(false)
                .limit(2)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();

        var items = new ArrayList<Map<String, AttributeValue>>();
        Map<String, AttributeValue> last;
        do {
            var page = ours.query(request);
            assertThat(page).matches(sdk.query(request)::equalsBySdkFields);
            items.addAll(page.items());
            last = page.lastEvaluatedKey();
            request = request.toBuilder().exclusiveStartKey(last).build();
        } while (!last.isEmpty());

        assertThat(items)
                .extracting(item -> Objects.requireNonNull(item.get("n")).n())
                .containsExactly("4", "3", "2", "1", "0");
    }

    @Test
    void changesAndDeletesAnItem() {
        var change = Map.of(":one", AttributeValue.fromN("1"));
        for (var client : List.of(ours, sdk)) {
            for (int i = 0; i < 2; i++) {
                client.updateItem(update -> update.tableName(TABLE)
                        .key(key("r", "1"))
                        .updateExpression("ADD #n :one")
                        .expressionAttributeNames(Map.of("#n", "reports"))
                        .expressionAttributeValues(change));
            }
            var deleted = client.deleteItem(
                    delete -> delete.tableName(TABLE).key(key("r", "1")).returnValues(ReturnValue.ALL_OLD));
            assertThat(deleted.attributes()).isEqualTo(with(key("r", "1"), "reports", AttributeValue.fromN("2")));
        }
        assertThat(sdk.scan(scan -> scan.tableName(TABLE)).items()).isEmpty();
    }

    @Test
    void writesATransactionOrNothingOfIt() {
        transact(ours, "1");
        var before = sdk.scan(scan -> scan.tableName(TABLE)).items();
        assertThat(before).hasSize(2);

        var refusal = refusal(client -> transact(client, "2"), TransactionCanceledException.class);

        assertThat(refusal.cancellationReasons())
                .extracting(reason -> reason.code() + " " + reason.item().size())
                .containsExactly("ConditionalCheckFailed 3", "None 0");
        assertThat(sdk.scan(scan -> scan.tableName(TABLE)).items()).isEqualTo(before);
    }

    private static Object transact(DynamoDbClient client, String version) {
        var report = TransactWriteItem.builder()
                .put(put -> put.tableName(TABLE)
                        .item(with(key("D", "R#1"), "version", AttributeValue.fromS(version)))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
        var row = TransactWriteItem.builder()
                .update(update -> update.tableName(TABLE)
                        .key(key("D", "A#1"))
                        .updateExpression("ADD reports :one")
                        .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))))
                .build();
        return client.transactWriteItems(request -> request.transactItems(List.of(report, row)));
    }

    @Test
    void tellsThatAConditionDoesNotHold() {
        ours.putItem(put -> put.tableName(TABLE).item(key("r", "1")));

        var refusal = refusal(
                client -> client.putItem(put -> put.tableName(TABLE)
                        .item(key("r", "1"))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)),
                ConditionalCheckFailedException.class);

        assertThat(refusal.item()).isEqualTo(key("r", "1"));
    }

    @Test
    void tellsThatARequestIsWrong() {
        refusal(client -> client.getItem(get -> get.tableName("other").key(key("r", "1"))), AwsServiceException.class);
        refusal(client -> client.getItem(get -> get.tableName(TABLE).key(Map.of())), AwsServiceException.class);
    }

    /// What our client throws, after it was found to say what the SDK's says.
    private <E extends AwsServiceException> E refusal(Function<DynamoDbClient, Object> call, Class<E> as) {
        var refusal = catchThrowableOfType(as, () -> call.apply(ours));
        var expected = catchThrowableOfType(as, () -> call.apply(sdk));
        assertThat(refusal.awsErrorDetails().errorCode())
                .isNotEmpty()
                .isEqualTo(expected.awsErrorDetails().errorCode());
        assertThat(refusal.awsErrorDetails().errorMessage())
                .isNotEmpty()
                .isEqualTo(expected.awsErrorDetails().errorMessage());
        assertThat(refusal.statusCode()).isEqualTo(expected.statusCode());
        assertThat(refusal.isThrottlingException()).isEqualTo(expected.isThrottlingException());
        return refusal;
    }

    private static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> key, String name, AttributeValue value) {
        var item = new HashMap<>(key);
        item.put(name, value);
        return item;
    }

    /// Of every kind that an attribute may have.
    private static AttributeValue value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 0 -> AttributeValue.fromS(text(random));
            case 1 -> AttributeValue.fromN(number(random));
            case 2 -> AttributeValue.fromB(SdkBytes.fromUtf8String("b" + text(random)));
            case 3 -> AttributeValue.fromBool(random.nextBoolean());
            case 4 -> AttributeValue.fromNul(true);
            case 5 -> AttributeValue.fromSs(List.of("a" + text(random), "b"));
            case 6 -> AttributeValue.fromNs(List.of("1" + random.nextInt(1000), "2"));
            case 7 ->
                AttributeValue.fromBs(List.of(
                        SdkBytes.fromByteArray("x".getBytes(StandardCharsets.UTF_8)),
                        SdkBytes.fromByteArray(new byte[] {0, -1, (byte) random.nextInt()})));
            case 8 -> AttributeValue.fromM(Map.of("\"", value(random, depth - 1), "k", value(random, depth - 1)));
            default -> AttributeValue.fromL(List.of(value(random, depth - 1), AttributeValue.fromL(List.of())));
        };
    }

    private static String text(Random random) {
        var texts = List.of("", "mx1.example.com", "\"\\/\n\t\u0000", "bücher.example", "\uD83D\uDCEC", "\u2028<&>");
        return texts.get(random.nextInt(texts.size()));
    }

    private static String number(Random random) {
        var numbers = List.of("0", "-1", "1000000000000", "12345678901234567890", "1.50", "1E+3");
        return numbers.get(random.nextInt(numbers.size()));
    }
}
