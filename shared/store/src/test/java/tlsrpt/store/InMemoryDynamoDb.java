package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/// DynamoDB as far as the store uses it, in memory: as strict as the real one, and fast enough for thousands of seeds.
/// What it promises is held against DynamoDB Local by [StoreContract].
public final class InMemoryDynamoDb implements DynamoDbClient {

    /// The real order of sort keys: by their UTF-8 bytes, which is by their code points.
    private static final Comparator<String> BY_BYTES = (a, b) -> {
        int same = 0;
        while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same == a.length() || same == b.length()
                ? Integer.compare(a.length(), b.length())
                : Integer.compare(a.codePointAt(same), b.codePointAt(same));
    };

    private static final int MAX_ACTIONS = 100;
    private static final int MAX_ITEM_BYTES = 400 * 1024;

    private final Map<String, TreeMap<String, Map<String, AttributeValue>>> partitions = new TreeMap<>();
    private final Set<String> tables = new HashSet<>();
    private final int pageSize;

    public InMemoryDynamoDb() {
        this(Integer.MAX_VALUE);
    }

    /// @param pageSize items after which a query stops, as the real one does after 1 MB
    public InMemoryDynamoDb(int pageSize) {
        this.pageSize = pageSize;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public synchronized CreateTableResponse createTable(CreateTableRequest request) {
        if (!tables.add(request.tableName())) {
            throw ResourceInUseException.builder()
                    .message("Table already exists")
                    .build();
        }
        return CreateTableResponse.builder().build();
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        return UpdateTimeToLiveResponse.builder().build();
    }

    @Override
    public synchronized GetItemResponse getItem(GetItemRequest request) {
        check(request.tableName());
        var item = find(request.key());
        return GetItemResponse.builder().item(item).build();
    }

    @Override
    public synchronized PutItemResponse putItem(PutItemRequest request) {
        check(request.tableName());
        valid(request.item());
        store(request.item());
        return PutItemResponse.builder().build();
    }

    @Override
    public synchronized DeleteItemResponse deleteItem(DeleteItemRequest request) {
        check(request.tableName());
        remove(request.key());
        return DeleteItemResponse.builder().build();
    }

    @Override
    public synchronized UpdateItemResponse updateItem(UpdateItemRequest request) {
        check(request.tableName());
        var expressions = new Expressions(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : Map.of(),
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : Map.of());
        var present = find(request.key());
        boolean holds = expressions.holds(request.conditionExpression(), present == null ? Map.of() : present);
        var updated = updated(expressions, request.updateExpression(), request.key(), present);
        expressions.allUsed();
        if (!holds) {
            throw ConditionalCheckFailedException.builder()
                    .message("The conditional request failed")
                    .build();
        }
        store(updated);
        return UpdateItemResponse.builder().build();
    }

    @Override
    public synchronized QueryResponse query(QueryRequest request) {
        check(request.tableName());
        var range = new Expressions(Map.of(), request.expressionAttributeValues())
                .keyRange(request.keyConditionExpression());
        var partition = partitions.getOrDefault(range.pk(), new TreeMap<>(BY_BYTES));
        boolean forwards = request.scanIndexForward() == null || request.scanIndexForward();
        var after = request.hasExclusiveStartKey() ? text(request.exclusiveStartKey(), "sk") : null;
        if (after != null && !range.pk().equals(text(request.exclusiveStartKey(), "pk"))) {
            throw invalid("The provided starting key is invalid");
        }
        if (after != null && !range.holds(after, BY_BYTES)) {
            throw invalid("The provided starting key does not match the range key predicate");
        }
        int limit = Math.min(request.limit() == null ? Integer.MAX_VALUE : request.limit(), pageSize);
        var items = new ArrayList<Map<String, AttributeValue>>();
        String last = null;
        for (var entry : (forwards ? partition : partition.descendingMap()).entrySet()) {
            var sk = entry.getKey();
            int behind = after == null ? 1 : (forwards ? BY_BYTES : BY_BYTES.reversed()).compare(sk, after);
            if (behind <= 0 || !range.holds(sk, BY_BYTES)) {
                continue;
            }
            items.add(entry.getValue());
            if (items.size() == limit) {
                last = sk;
                break;
            }
        }
        return QueryResponse.builder()
                .items(items)
                .count(items.size())
                .lastEvaluatedKey(last == null ? null : new Key(range.pk(), last).attributes())
                .build();
    }

    @Override
    public synchronized ScanResponse scan(ScanRequest request) {
        check(request.tableName());
        return ScanResponse.builder()
                .items(partitions.values().stream()
                        .flatMap(partition -> partition.values().stream())
                        .toList())
                .build();
    }

    @Override
    public synchronized TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        var actions = request.transactItems().stream().map(this::action).toList();
        if (actions.size() > MAX_ACTIONS) {
            throw invalid("Member must have length less than or equal to 100");
        }
        if (actions.stream().map(Action::key).distinct().count() < actions.size()) {
            throw invalid("Transaction request cannot include multiple operations on one item");
        }
        if (actions.stream().anyMatch(action -> !action.holds())) {
            throw TransactionCanceledException.builder()
                    .message("Transaction cancelled")
                    .cancellationReasons(
                            actions.stream().map(InMemoryDynamoDb::reason).toList())
                    .build();
        }
        for (var action : actions) {
            if (action.after() == null) {
                remove(action.key().attributes());
            } else {
                store(action.after());
            }
        }
        return TransactWriteItemsResponse.builder().build();
    }

    /// @param after the item as it is to be; `null` where it is to go
    private record Action(
            Key key,
            @Nullable Map<String, AttributeValue> before,
            @Nullable Map<String, AttributeValue> after,
            boolean holds,
            boolean returnsOld) {}

    private Action action(TransactWriteItem item) {
        if (item.put() != null) {
            var put = item.put();
            check(put.tableName());
            valid(put.item());
            var key = key(put.item());
            var expressions = new Expressions(
                    put.hasExpressionAttributeNames() ? put.expressionAttributeNames() : Map.of(),
                    put.hasExpressionAttributeValues() ? put.expressionAttributeValues() : Map.of());
            return action(
                    expressions, key, put.item(), put.conditionExpression(), put.returnValuesOnConditionCheckFailure());
        }
        if (item.delete() != null) {
            var delete = item.delete();
            check(delete.tableName());
            var expressions = new Expressions(
                    delete.hasExpressionAttributeNames() ? delete.expressionAttributeNames() : Map.of(),
                    delete.hasExpressionAttributeValues() ? delete.expressionAttributeValues() : Map.of());
            return action(
                    expressions,
                    key(delete.key()),
                    null,
                    delete.conditionExpression(),
                    delete.returnValuesOnConditionCheckFailure());
        }
        var update = item.update();
        check(update.tableName());
        var expressions = new Expressions(
                update.hasExpressionAttributeNames() ? update.expressionAttributeNames() : Map.of(),
                update.hasExpressionAttributeValues() ? update.expressionAttributeValues() : Map.of());
        return action(
                expressions,
                key(update.key()),
                updated(expressions, update.updateExpression(), update.key(), find(update.key())),
                update.conditionExpression(),
                update.returnValuesOnConditionCheckFailure());
    }

    private Action action(
            Expressions expressions,
            Key key,
            @Nullable Map<String, AttributeValue> after,
            @Nullable String condition,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        var before = find(key.attributes());
        boolean holds = expressions.holds(condition, before == null ? Map.of() : before);
        expressions.allUsed();
        return new Action(key, before, after, holds, returned == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private static CancellationReason reason(Action action) {
        if (action.holds()) {
            return CancellationReason.builder().code("None").build();
        }
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message("The conditional request failed")
                .item(action.returnsOld() ? action.before() : null)
                .build();
    }

    private static Map<String, AttributeValue> updated(
            Expressions expressions,
            @Nullable String expression,
            Map<String, AttributeValue> key,
            @Nullable Map<String, AttributeValue> present) {
        var updated = expressions.updated(expression, present == null ? Map.of() : present);
        updated.putAll(key);
        valid(updated);
        return updated;
    }

    private void check(String table) {
        if (!tables.contains(table)) {
            throw ResourceNotFoundException.builder()
                    .message("Cannot do operations on a non-existent table")
                    .build();
        }
    }

    private @Nullable Map<String, AttributeValue> find(Map<String, AttributeValue> key) {
        if (key.size() != 2) {
            throw invalid("The provided key element does not match the schema");
        }
        var partition = partitions.get(text(key, "pk"));
        return partition == null ? null : partition.get(text(key, "sk"));
    }

    private void store(Map<String, AttributeValue> item) {
        partitions
                .computeIfAbsent(text(item, "pk"), _ -> new TreeMap<>(BY_BYTES))
                .put(text(item, "sk"), Map.copyOf(item));
    }

    private void remove(Map<String, AttributeValue> key) {
        var partition = partitions.get(text(key, "pk"));
        if (partition != null) {
            partition.remove(text(key, "sk"));
        }
    }

    private static Key key(Map<String, AttributeValue> item) {
        return new Key(text(item, "pk"), text(item, "sk"));
    }

    private static void valid(Map<String, AttributeValue> item) {
        int pk = text(item, "pk").getBytes(StandardCharsets.UTF_8).length;
        int sk = text(item, "sk").getBytes(StandardCharsets.UTF_8).length;
        if (pk == 0 || sk == 0 || pk > 2048 || sk > 1024) {
            throw invalid("One or more parameter values are not valid: key of " + pk + " and " + sk + " bytes");
        }
        if (size(AttributeValue.fromM(item)) > MAX_ITEM_BYTES) {
            throw invalid("Item size has exceeded the maximum allowed size");
        }
    }

    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case M ->
                value.m().entrySet().stream()
                        .mapToInt(e -> e.getKey().length() + 1 + size(e.getValue()))
                        .sum();
            case L -> value.l().stream().mapToInt(InMemoryDynamoDb::size).sum();
            default -> 8;
        };
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        var value = item.get(name);
        if (value == null || value.s() == null) {
            throw invalid("The provided key element does not match the schema: no " + name);
        }
        return value.s();
    }

    static DynamoDbException invalid(String message) {
        return (DynamoDbException) DynamoDbException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ValidationException")
                        .errorMessage(message)
                        .build())
                .message(message)
                .build();
    }
}
