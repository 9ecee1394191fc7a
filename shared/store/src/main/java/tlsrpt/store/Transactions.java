package tlsrpt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// What is written together: a report's item, always first and on a condition, and the rows that change with it. At
/// most 98 actions, of 100.
final class Transactions {

    private static final Map<String, String> VERSION = Map.of("#version", "version");
    private static final String IS_AS_SEEN = "#version = :seen";

    private final String table;
    private final long anonymousADay;

    Transactions(String table, long anonymousADay) {
        this.table = table;
        this.anonymousADay = anonymousADay;
    }

    /// Where there is no such report, and no more anonymous ones of the day than the limit.
    List<TransactWriteItem> insertion(StoredReport fresh) {
        var actions = new ArrayList<TransactWriteItem>();
        actions.add(TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(fresh.item())
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build());
        fresh.contribution().rows().forEach((key, counters) -> {
            var row = row(key, counters, fresh);
            if (Keys.isQuota(key)) {
                row.ifBelow(Counter.REPORTS.token(), Attributes.number(anonymousADay));
            }
            actions.add(row.action(table));
        });
        return actions;
    }

    /// Where the known report is still as it was seen.
    List<TransactWriteItem> replacement(StoredReport known, StoredReport fresh) {
        var actions = new ArrayList<TransactWriteItem>();
        actions.add(TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(fresh.item())
                        .conditionExpression(IS_AS_SEEN)
                        .expressionAttributeNames(VERSION)
                        .expressionAttributeValues(seen(known))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build());
        addRows(actions, fresh.contribution().minus(known.contribution()), fresh);
        return actions;
    }

    /// Where the known report is still as it was seen.
    List<TransactWriteItem> removal(StoredReport known) {
        var actions = new ArrayList<TransactWriteItem>();
        actions.add(TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table)
                        .key(Keys.report(known.ref()).attributes())
                        .conditionExpression(IS_AS_SEEN)
                        .expressionAttributeNames(VERSION)
                        .expressionAttributeValues(seen(known))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build());
        addRows(actions, Contribution.NONE.minus(known.contribution()), known);
        return actions;
    }

    private void addRows(List<TransactWriteItem> actions, Contribution change, StoredReport report) {
        change.rows()
                .forEach((key, counters) ->
                        actions.add(row(key, counters, report).action(table)));
    }

    private static Update row(Key key, SortedMap<String, Long> counters, StoredReport report) {
        var row = Update.of(key).set("expires", Attributes.number(report.expires()));
        counters.forEach(row::add);
        if ((Keys.isFailureDay(key) || Keys.isReporterDay(key))
                && counters.values().stream().anyMatch(n -> n > 0)) {
            row.set("example", AttributeValue.fromS(report.ref().identity()));
        }
        return row;
    }

    private static Map<String, AttributeValue> seen(StoredReport known) {
        return Map.of(":seen", AttributeValue.fromS(known.version()));
    }
}
