package tlsrpt.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// An update of one item, put together step by step. Attribute names are always placeholders: many are reserved words.
final class Update {

    private final Key key;
    private final List<String> sets = new ArrayList<>();
    private final List<String> adds = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();
    private @Nullable String condition;

    private Update(Key key) {
        this.key = key;
    }

    static Update of(Key key) {
        return new Update(key);
    }

    Update set(String attribute, AttributeValue value) {
        sets.add(name(attribute) + " = " + value(value));
        return this;
    }

    Update setOnce(String attribute, AttributeValue value) {
        var name = name(attribute);
        sets.add(name + " = if_not_exists(" + name + ", " + value(value) + ")");
        return this;
    }

    Update add(String counter, long n) {
        adds.add(name(counter) + " " + value(AttributeValue.fromN(Long.toString(n))));
        return this;
    }

    /// Only where the attribute is missing or less than this.
    Update ifBelow(String attribute, AttributeValue value) {
        return ifMissingOr(attribute, "<", value);
    }

    /// Only where the attribute is missing or more than this.
    Update ifAbove(String attribute, AttributeValue value) {
        return ifMissingOr(attribute, ">", value);
    }

    UpdateItemRequest request(String table) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key.attributes())
                .updateExpression(expression())
                .conditionExpression(condition)
                .expressionAttributeNames(names.isEmpty() ? null : names)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .build();
    }

    TransactWriteItem action(String table) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(key.attributes())
                        .updateExpression(expression())
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    private Update ifMissingOr(String attribute, String comparison, AttributeValue value) {
        var name = name(attribute);
        condition = "attribute_not_exists(" + name + ") OR " + name + " " + comparison + " " + value(value);
        return this;
    }

    private @Nullable String expression() {
        var clauses = new ArrayList<String>();
        if (!sets.isEmpty()) {
            clauses.add("SET " + String.join(", ", sets));
        }
        if (!adds.isEmpty()) {
            clauses.add("ADD " + String.join(", ", adds));
        }
        return clauses.isEmpty() ? null : String.join(" ", clauses);
    }

    private String name(String attribute) {
        for (var known : names.entrySet()) {
            if (known.getValue().equals(attribute)) {
                return known.getKey();
            }
        }
        var placeholder = "#" + names.size();
        names.put(placeholder, attribute);
        return placeholder;
    }

    private String value(AttributeValue value) {
        var placeholder = ":" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }
}
