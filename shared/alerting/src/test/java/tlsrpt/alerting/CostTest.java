package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tlsrpt.health.Rules;

/// What a recorded report costs in the alert path, in calls of DynamoDB.
class CostTest {

    private final Recorded recorded = Recorded.incident();
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Now now = new Now(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final Alerter alerter = new Alerter(Recorded.table(counting()), new Heard(), now, new Random(1), false);

    @Test
    void aCleanReportIsOneReadAndAFailingOneAWriteMore() {
        // Both reporters on day 5; then Google on day 12, which opens the alert; then Microsoft, which joins it.
        judgeUpTo(10);
        assertThat(costOfNext(2)).isEqualTo(Map.of("getItem", 2));

        judgeUpTo(22);
        assertThat(costOfNext(1))
                .as("opens: memory and what is shared, twice the past, one transaction, one message sent")
                .isEqualTo(Map.of("getItem", 5, "query", 2, "transactWriteItems", 2, "updateItem", 4));
        assertThat(costOfNext(1)).as("joins").isEqualTo(Map.of("getItem", 2, "query", 2, "transactWriteItems", 1));
    }

    private int judged;

    private void judgeUpTo(int reports) {
        while (judged < reports) {
            judgeNext();
        }
    }

    private Map<String, Integer> costOfNext(int reports) {
        calls.clear();
        for (int n = 0; n < reports; n++) {
            judgeNext();
        }
        return Map.copyOf(calls);
    }

    private void judgeNext() {
        var report = recorded.reports.get(judged++);
        now.at(report.arrival());
        alerter.judge(report, report.arrival(), Rules.DEFAULT);
    }

    private DynamoDbClient counting() {
        return (DynamoDbClient) Proxy.newProxyInstance(
                CostTest.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (_, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    try {
                        return method.invoke(recorded.client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }
}
