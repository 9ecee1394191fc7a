package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Limits;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The table on DynamoDB, by signed requests. The SDK's client would take a starting function longer than all else it
/// does.
///
/// Throttling, conflicts, server errors and lost answers are tried again until the patience ends.
public final class DynamoDbTable implements Table {

    private final DynamoDbRequests requests;
    private final String name;

    /// @param environment Lambda's variables for region, credentials and endpoint
    /// @param patience how long one call may take, its retries included
    /// @param random for the pauses between tries; a snapshot must not fix what it draws
    public DynamoDbTable(
            Map<String, String> environment,
            String tableName,
            SdkHttpClient http,
            Duration patience,
            RandomGenerator random) {
        this(new DynamoDbRequests(environment, http, new Retry(patience, random, Retry.Time.SYSTEM)), tableName);
    }

    DynamoDbTable(DynamoDbRequests requests, String name) {
        this.requests = requests;
        this.name = name;
    }

    @Override
    public Optional<Item> get(Key key) {
        Limits.check(key);
        var answer = requests.call("GetItem", json -> {
            json.writeStringField("TableName", name);
            json.writeFieldName("Key");
            AttributeJson.write(json, key);
            json.writeBooleanField("ConsistentRead", true);
        });
        return done(answer).item();
    }

    @Override
    public Found query(Range range, int limit) {
        Limits.check(range);
        if (isEmpty(range)) {
            return new Found(List.of(), null);
        }
        var answer = done(requests.call("Query", json -> write(json, range, limit)));
        return new Found(answer.items(), answer.last());
    }

    /// Returns whether no sort key is in the range; DynamoDB takes such a question for a mistake.
    private static boolean isEmpty(Range range) {
        var span = range.span();
        if (span == null) {
            return false;
        }
        if (isBefore(span.to(), span.from())) {
            return true;
        }
        var after = range.after();
        return after != null && (range.newestFirst() ? !isBefore(span.from(), after) : !isBefore(after, span.to()));
    }

    /// Returns the sort key to start behind; `null` if it is not in the span, where DynamoDB accepts none.
    private static @Nullable String start(Range range) {
        var span = range.span();
        var after = range.after();
        if (span == null || after == null) {
            return after;
        }
        return isBefore(after, span.from()) || isBefore(span.to(), after) ? null : after;
    }

    private static boolean isBefore(String one, String other) {
        return new Key("", one).compareTo(new Key("", other)) < 0;
    }

    private void write(JsonGenerator json, Range range, int limit) throws IOException {
        var placeholders = new Placeholders();
        var condition = placeholders.name(AttributeJson.PK) + " = " + placeholders.value(Value.of(range.pk()));
        var span = range.span();
        if (span != null) {
            condition += " AND " + placeholders.name(AttributeJson.SK) + " BETWEEN "
                    + placeholders.value(Value.of(span.from())) + " AND " + placeholders.value(Value.of(span.to()));
        }
        json.writeStringField("TableName", name);
        json.writeStringField("KeyConditionExpression", condition);
        placeholders.write(json);
        json.writeBooleanField("ScanIndexForward", !range.newestFirst());
        json.writeBooleanField("ConsistentRead", range.latest());
        json.writeNumberField("Limit", limit);
        var start = start(range);
        if (start != null) {
            json.writeFieldName("ExclusiveStartKey");
            AttributeJson.write(json, new Key(range.pk(), start));
        }
    }

    @Override
    public Written write(List<Write> writes) {
        Limits.check(writes);
        return writes.size() == 1 ? single(writes.getFirst()) : transaction(writes);
    }

    private Written single(Write write) {
        var answer = requests.call(action(write) + "Item", json -> write(json, write, true));
        return answer.isConditionalCheckFailed() ? new Written.Refused(answer.item()) : written(answer);
    }

    private Written transaction(List<Write> writes) {
        var answer = requests.call("TransactWriteItems", json -> {
            json.writeArrayFieldStart("TransactItems");
            for (int i = 0; i < writes.size(); i++) {
                json.writeStartObject();
                json.writeObjectFieldStart(action(writes.get(i)));
                write(json, writes.get(i), i == 0);
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        if (answer.isFirstRefused()) {
            return new Written.Refused(answer.reasons().getFirst().item());
        }
        return answer.isRefusal() ? new Written.RefusedElsewhere() : written(answer);
    }

    private static Written written(DynamoDbAnswer answer) {
        done(answer);
        return new Written.Done();
    }

    private static DynamoDbAnswer done(DynamoDbAnswer answer) {
        if (!answer.isDone()) {
            throw new TableException(answer.summary(), null);
        }
        return answer;
    }

    private static String action(Write write) {
        return switch (write) {
            case Write.Put _ -> "Put";
            case Write.Delete _ -> "Delete";
            case Write.Change _ -> "Update";
        };
    }

    /// Writes the fields of a write, which are the same alone and in a transaction.
    private void write(JsonGenerator json, Write write, boolean first) throws IOException {
        var placeholders = new Placeholders();
        json.writeStringField("TableName", name);
        if (write instanceof Write.Put put) {
            json.writeFieldName("Item");
            AttributeJson.write(json, put.item());
        } else {
            json.writeFieldName("Key");
            AttributeJson.write(json, write.key());
        }
        if (write instanceof Write.Change change) {
            var update = update(change, placeholders);
            if (!update.isEmpty()) {
                json.writeStringField("UpdateExpression", update);
            }
        }
        var condition = condition(write.condition(), placeholders);
        if (condition != null) {
            json.writeStringField("ConditionExpression", condition);
            if (first) {
                json.writeStringField("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
            }
        }
        placeholders.write(json);
    }

    private static String update(Write.Change change, Placeholders placeholders) {
        var sets = new ArrayList<String>();
        change.set().forEach((name, value) -> sets.add(placeholders.name(name) + " = " + placeholders.value(value)));
        change.setOnce().forEach((name, value) -> {
            var placeholder = placeholders.name(name);
            sets.add(placeholder + " = if_not_exists(" + placeholder + ", " + placeholders.value(value) + ")");
        });
        var adds = new ArrayList<String>();
        change.add().forEach((name, n) -> adds.add(placeholders.name(name) + " " + placeholders.value(Value.of(n))));
        var set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets) + " ";
        return adds.isEmpty() ? set : set + "ADD " + String.join(", ", adds);
    }

    private static @Nullable String condition(Condition condition, Placeholders placeholders) {
        return switch (condition) {
            case Condition.Always _ -> null;
            case Condition.Absent _ -> "attribute_not_exists(" + placeholders.name(AttributeJson.PK) + ")";
            case Condition.Same same -> placeholders.name(same.name()) + " = " + placeholders.value(same.value());
            case Condition.MissingOrBelow below -> missingOr(below.name(), "<", below.value(), placeholders);
            case Condition.MissingOrAbove above -> missingOr(above.name(), ">", above.value(), placeholders);
        };
    }

    private static String missingOr(String attribute, String comparison, Value value, Placeholders placeholders) {
        var name = placeholders.name(attribute);
        return "attribute_not_exists(" + name + ") OR " + name + " " + comparison + " " + placeholders.value(value);
    }
}
