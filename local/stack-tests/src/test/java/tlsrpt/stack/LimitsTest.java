package tlsrpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.testkit.ReportText.aReport;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.sns.model.SnsException;
import tlsrpt.store.Retention;
import tlsrpt.store.Settings;

/// The emulators refuse what AWS refuses for its size, so a function that goes beyond fails in the other tests here.
@Tag("stack")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {

    private static final int KB = 1_024;

    private final Emulator emulator = new Emulator();
    private final Stack stack =
            new Stack(emulator, Map.of("ReportDomain", "tlsrpt.example.com", "Domains", "example.com"));

    LimitsTest() throws Exception {}

    @AfterAll
    void end() {
        stack.close();
        emulator.close();
    }

    /// DynamoDB: "Individual items can be up to 400 KB once stored."
    @Test
    void anItemHas400Kilobytes() {
        stack.dynamoDb.putItem(put -> put.tableName(table()).item(item("a", 399 * KB)));

        assertRefused(List.of(put("b", 400 * KB)), "Item size has exceeded the maximum allowed size");
    }

    /// DynamoDB: a transaction "groups up to 100 action requests", is canceled if "more than one action [...] targets
    /// the same item", and "the aggregate size of the items in the transaction cannot exceed 4 MB".
    @Test
    void aTransactionHas100DistinctItemsAnd4Megabytes() {
        assertRefused(
                IntStream.range(0, 101).mapToObj(i -> put("c" + i, 1)).toList(),
                "Member must have length less than or equal to 100");
        assertRefused(List.of(put("d", 1), put("d", 2)), "cannot include multiple operations on one item");
        assertRefused(
                IntStream.range(0, 11).mapToObj(i -> put("e" + i, 390 * KB)).toList(), "");
    }

    /// SNS: a message has at most "256 KiB (262,144 bytes)", and a subject is "less than 100 characters long".
    @Test
    void aMessageHas256KilobytesAndItsSubject100Characters() {
        stack.sns.publish(publish -> publish.topicArn(topic()).message("a".repeat(256 * KB)));

        assertThatThrownBy(() ->
                        stack.sns.publish(publish -> publish.topicArn(topic()).message("a".repeat(256 * KB + 1))))
                .isInstanceOf(SnsException.class);
        assertThatThrownBy(() -> stack.sns.publish(
                        publish -> publish.topicArn(topic()).message("a").subject("a".repeat(101))))
                .isInstanceOf(SnsException.class);
    }

    /// Lambda: 6 MB, as [Lambda] has it. Base64 takes a third of that.
    @Test
    void theLargestObjectThatTheApiReturnsFitsIntoAnAnswer() throws Exception {
        new Settings(List.of("example.com"), Retention.DEFAULT, false).write(stack.table());
        var day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
        stack.put(
                "import/largest",
                padded(
                        aReport()
                                .id("largest")
                                .on(day)
                                .sts("example.com", "enforce", 1)
                                .json(),
                        4 << 20));
        stack.put(
                "import/larger",
                padded(
                        aReport()
                                .id("larger")
                                .on(day)
                                .sts("example.com", "enforce", 1)
                                .json(),
                        (4 << 20) + 1));
        stack.deliver("IngestFunction");
        stack.deliver("IngestFunction");

        var answers = ids().stream()
                .map(this::raw)
                .map(answer -> answer.substring(0, 18))
                .toList();

        assertThat(answers).containsExactlyInAnyOrder("{\"statusCode\":200,", "{\"statusCode\":413,");
    }

    private static byte[] padded(String report, int bytes) {
        return (report + " ".repeat(bytes - report.length())).getBytes(StandardCharsets.UTF_8);
    }

    private List<String> ids() throws Exception {
        var answer = get("/v1/domains/example.com/reports");
        var body = Tree.parse(answer).at("body").text();
        return Pattern.compile("\"id\":\"([^\"]+)\"")
                .matcher(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private String raw(String id) {
        try {
            return get("/v1/domains/example.com/reports/" + id + "/raw");
        } catch (Lambda.Failed | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) throws Lambda.Failed, InterruptedException {
        return stack.function("ApiFunction").invoke(HttpApi.get(path, ""));
    }

    private String table() {
        return stack.name("Table");
    }

    private String topic() {
        return stack.name("AlertTopic");
    }

    private void assertRefused(List<TransactWriteItem> items, String message) {
        assertThatThrownBy(() -> stack.dynamoDb.transactWriteItems(write -> write.transactItems(items)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining(message);
    }

    private TransactWriteItem put(String key, int bytes) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table()).item(item(key, bytes)))
                .build();
    }

    private static Map<String, AttributeValue> item(String key, int bytes) {
        return Map.of(
                "pk", AttributeValue.fromS(key),
                "sk", AttributeValue.fromS(key),
                "a", AttributeValue.fromS("a".repeat(bytes)));
    }
}
