package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Rules;
import tlsrpt.store.MeteredTable;
import tlsrpt.testkit.MutableClock;

/// What a recorded report costs in the alert path, in items that DynamoDB reads and writes. A query is one read: it
/// goes over a handful of small items. `docs/alerts.md` has the figures.
class CostTest {

    private final Recorded recorded = Recorded.incident();
    private final RecordingChannel heard = new RecordingChannel();
    private final MutableClock now =
            new MutableClock(Recorded.DAY_0.atStartOfDay().toInstant(ZoneOffset.UTC));
    private final MeteredTable table = new MeteredTable(recorded.table);
    private final Alerter alerter = new Alerter(table, heard, now, new Random(1), false);
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
        costOfNext("clean, while two are open");
        judgeUpTo(31);
        costOfNext("clean: ends two, which is sent");

        costs.forEach((report, cost) ->
                System.out.printf("alert path, %s: %d reads, %d writes%n", report, cost.reads(), cost.writes()));
        assertThat(costs.values())
                .containsExactly(
                        new Cost(1, 0),
                        new Cost(8, 10),
                        new Cost(4, 2),
                        new Cost(3, 2),
                        new Cost(2, 3),
                        new Cost(8, 17));
    }

    private void judgeUpTo(int reports) {
        while (judged < reports) {
            judgeNext();
        }
    }

    private void costOfNext(String report) {
        table.take();
        judgeNext();
        var cost = table.take();
        costs.put(report, new Cost(cost.reads(), cost.writes()));
    }

    private void judgeNext() {
        var report = recorded.reports.get(judged++);
        now.advanceTo(report.provenance().arrival());
        alerter.judge(report, report.provenance().arrival(), Rules.DEFAULT);
    }
}
