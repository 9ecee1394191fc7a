package tlsrpt.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The one table: a DynamoDB client, the table's name, and patience.
public final class Table {

    private final DynamoDbClient client;
    private final String name;
    private final Retry retry;

    public Table(DynamoDbClient client, String name, Retry retry) {
        this.client = client;
        this.name = name;
        this.retry = retry;
    }

    /// What became of a transaction that was not refused for a passing reason.
    sealed interface Written {

        /// All of it is in the table.
        record Done() implements Written {}

        /// The first action's condition does not hold, so nothing was written.
        ///
        /// @param present the item as it is; empty where there is none
        record Refused(Map<String, AttributeValue> present) implements Written {}

        /// The first action's condition holds as far as DynamoDB says, another's does not; nothing was written.
        record RefusedElsewhere() implements Written {}
    }

    /// One page of a query.
    ///
    /// @param last the sort key to go on behind; `null` at the end
    record Found(
            List<Map<String, AttributeValue>> items,
            @Nullable String last) {}

    /// Which items of a partition to read.
    ///
    /// @param from the first sort key, with `to` `null` where all are meant
    /// @param after the sort key to go on behind, or `null`
    record Range(
            String pk,
            @Nullable String from,
            @Nullable String to,
            @Nullable String after,
            boolean backwards) {

        static Range all(String pk, @Nullable String after) {
            return new Range(pk, null, null, after, false);
        }
    }

    /// The item as the last write left it; empty where there is none.
    Map<String, AttributeValue> get(Key key) {
        return retry.call(() -> client.getItem(
                        get -> get.tableName(name).key(key.attributes()).consistentRead(true)))
                .item();
    }

    Found query(Range range, int limit, boolean consistent) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":pk", AttributeValue.fromS(range.pk));
        var request = QueryRequest.builder()
                .tableName(name)
                .keyConditionExpression("pk = :pk")
                .scanIndexForward(!range.backwards)
                .consistentRead(consistent)
                .limit(limit);
        if (range.from != null && range.to != null) {
            values.put(":from", AttributeValue.fromS(range.from));
            values.put(":to", AttributeValue.fromS(range.to));
            request.keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to");
        }
        if (range.after != null) {
            request.exclusiveStartKey(new Key(range.pk, range.after).attributes());
        }
        var query = request.expressionAttributeValues(values).build();
        var answer = retry.call(() -> client.query(query));
        var last = answer.lastEvaluatedKey().get("sk");
        return new Found(answer.items(), last == null ? null : last.s());
    }

    /// All items of a partition that is known to be small.
    List<Map<String, AttributeValue>> all(String pk) {
        var items = new ArrayList<Map<String, AttributeValue>>();
        String after = null;
        do {
            var found = query(Range.all(pk, after), 1000, true);
            items.addAll(found.items());
            after = found.last();
        } while (after != null);
        return items;
    }

    void put(Map<String, AttributeValue> item) {
        retry.call(() -> client.putItem(put -> put.tableName(name).item(item)));
    }

    void delete(Key key) {
        retry.call(() -> client.deleteItem(delete -> delete.tableName(name).key(key.attributes())));
    }

    /// Whether the condition held; a write of ours that was done without our hearing of it may answer `false`.
    boolean update(Update update) {
        try {
            retry.call(() -> client.updateItem(update.request(name)));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    Written transact(List<TransactWriteItem> actions) {
        return retry.call(() -> {
            try {
                client.transactWriteItems(request -> request.transactItems(actions));
                return new Written.Done();
            } catch (TransactionCanceledException e) {
                return refusal(e);
            }
        });
    }

    String name() {
        return name;
    }

    /// Only the first action's reason says something about the report; another condition is judged only where nothing
    /// was in the way of the first.
    private static Written refusal(TransactionCanceledException e) {
        var reasons = e.cancellationReasons();
        if (!reasons.isEmpty() && isCondition(reasons.getFirst())) {
            return new Written.Refused(reasons.getFirst().item());
        }
        if (reasons.stream().allMatch(reason -> isCondition(reason) || isNone(reason))
                && reasons.stream().anyMatch(Table::isCondition)) {
            return new Written.RefusedElsewhere();
        }
        throw e;
    }

    private static boolean isCondition(CancellationReason reason) {
        return "ConditionalCheckFailed".equals(reason.code());
    }

    private static boolean isNone(CancellationReason reason) {
        return reason.code() == null || "None".equals(reason.code());
    }
}
