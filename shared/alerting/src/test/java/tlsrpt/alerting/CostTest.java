package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import tlsrpt.health.Rules;

/// What a recorded report costs in the alert path, in items that DynamoDB reads and writes. A query is one read: it
/// goes over a handful of small items. `docs/alerts.md` has the figures.
class CostTest {

    private final Recorded recorded = Recorded.incident();
    private final Heard heard = new Heard();
    private final Now now = new Now(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final Alerter alerter = new Alerter(Recorded.table(counting()), heard, now, new Random(1), false);
    private int reads;
    private int writes;
    private int judged;
    private final Map<String, Cost> costs = new LinkedHashMap<>();

    record Cost(int reads, int writes) {}

    @Test
    void aCleanReportIsOneReadAndAFailingOneAFewWritesMore() {
        judgeUpTo(10);
        costOfNext("clean");
        judgeUpTo(22);
        costOfNext("failing: opens an alert, which is sent");
        costOfNext("failing: joins it");
        costOfNext("failing: lasts");
        judgeUpTo(28);
        costOfNext("clean, while one is open");
        judgeUpTo(31);
        costOfNext("clean: ends two, which is sent");

        costs.forEach((report, cost) ->
                System.out.printf("alert path, %s: %d reads, %d writes%n", report, cost.reads(), cost.writes()));
        assertThat(costs.values())
                .containsExactly(
                        new Cost(1, 0),
                        new Cost(7, 10),
                        new Cost(3, 3),
                        new Cost(3, 3),
                        new Cost(2, 1),
                        new Cost(6, 17));
    }

    private void judgeUpTo(int reports) {
        while (judged < reports) {
            judgeNext();
        }
    }

    private void costOfNext(String report) {
        reads = 0;
        writes = 0;
        judgeNext();
        costs.put(report, new Cost(reads, writes));
    }

    private void judgeNext() {
        var report = recorded.reports.get(judged++);
        now.at(report.arrival());
        alerter.judge(report, report.arrival(), Rules.DEFAULT);
    }

    private DynamoDbClient counting() {
        return (DynamoDbClient) Proxy.newProxyInstance(
                CostTest.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (_, method, arguments) -> {
                    count(method.getName(), arguments);
                    try {
                        return method.invoke(recorded.client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private void count(String call, Object[] arguments) {
        switch (call) {
            case "getItem", "query" -> reads++;
            case "updateItem" -> writes++;
            case "transactWriteItems" ->
                writes += transaction(arguments[0]).transactItems().size();
            default -> throw new IllegalStateException(call + " is not counted");
        }
    }

    @SuppressWarnings("unchecked")
    private static TransactWriteItemsRequest transaction(Object argument) {
        return TransactWriteItemsRequest.builder()
                .applyMutation((Consumer<TransactWriteItemsRequest.Builder>) argument)
                .build();
    }
}
