package tlsrpt.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// DynamoDB's expressions, as far as the store writes them. What it does not know it refuses.
///
/// ```
/// condition = test *("OR" test)
/// test      = "attribute_not_exists(" name ")" / name ("=" / "<" / ">") value
/// update    = ["SET" name "=" (value / "if_not_exists(" name "," value ")") *("," …)] ["ADD" name value *("," …)]
/// key       = "pk =" value ["AND sk BETWEEN" value "AND" value]
/// ```
final class Expressions {

    private static final Pattern TOKEN = Pattern.compile("\\s*([(),=<>]|[#:]?[A-Za-z0-9_]+)");

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> used = new HashSet<>();
    private String[] tokens = {};
    private int next;

    Expressions(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names;
        this.values = values;
    }

    /// The sort keys of one partition that a query asks for.
    record KeyRange(
            String pk, @Nullable String from, @Nullable String to) {

        boolean holds(String sk, Comparator<String> order) {
            return from == null || to == null || (order.compare(from, sk) <= 0 && order.compare(sk, to) <= 0);
        }
    }

    boolean holds(@Nullable String condition, Map<String, AttributeValue> item) {
        if (condition == null) {
            return true;
        }
        start(condition);
        boolean holds = test(item);
        while (accept("OR")) {
            holds |= test(item);
        }
        end();
        return holds;
    }

    Map<String, AttributeValue> updated(@Nullable String update, Map<String, AttributeValue> item) {
        var after = new HashMap<>(item);
        if (update == null) {
            return after;
        }
        start(update);
        var touched = new HashSet<String>();
        if (accept("SET")) {
            do {
                var name = touch(touched);
                expect("=");
                after.put(name, operand(item));
            } while (accept(","));
        }
        if (accept("ADD")) {
            do {
                var name = touch(touched);
                after.put(name, sum(item.get(name), value()));
            } while (accept(","));
        }
        end();
        return after;
    }

    KeyRange keyRange(String condition) {
        start(condition);
        expect("pk");
        expect("=");
        var pk = value().s();
        if (!accept("AND")) {
            end();
            allUsed();
            return new KeyRange(pk, null, null);
        }
        expect("sk");
        expect("BETWEEN");
        var from = value().s();
        expect("AND");
        var to = value().s();
        end();
        allUsed();
        if (from.compareTo(to) > 0) {
            throw InMemoryDynamoDb.invalid("The BETWEEN operator requires upper bound to be greater than lower bound");
        }
        return new KeyRange(pk, from, to);
    }

    /// DynamoDB refuses names and values that no expression uses.
    void allUsed() {
        for (var given : names.keySet()) {
            if (!used.contains(given)) {
                throw InMemoryDynamoDb.invalid("Value provided in ExpressionAttributeNames unused: " + given);
            }
        }
        for (var given : values.keySet()) {
            if (!used.contains(given)) {
                throw InMemoryDynamoDb.invalid("Value provided in ExpressionAttributeValues unused: " + given);
            }
        }
    }

    private boolean test(Map<String, AttributeValue> item) {
        if (accept("attribute_not_exists")) {
            expect("(");
            var name = name();
            expect(")");
            return !item.containsKey(name);
        }
        var present = item.get(name());
        var comparison = token();
        var value = value();
        if (comparison.equals("=")) {
            return value.equals(present);
        }
        if (present == null || present.type() != value.type()) {
            return false;
        }
        int order = value.n() != null
                ? new BigDecimal(present.n()).compareTo(new BigDecimal(value.n()))
                : present.s().compareTo(value.s());
        return switch (comparison) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            default -> throw unknown(comparison);
        };
    }

    private AttributeValue operand(Map<String, AttributeValue> item) {
        if (!accept("if_not_exists")) {
            return value();
        }
        expect("(");
        var present = item.get(name());
        expect(",");
        var value = value();
        expect(")");
        return present == null ? value : present;
    }

    private static AttributeValue sum(@Nullable AttributeValue present, AttributeValue added) {
        if (added.n() == null || (present != null && present.n() == null)) {
            throw InMemoryDynamoDb.invalid("Incorrect operand type for operator ADD");
        }
        var before = present == null ? BigDecimal.ZERO : new BigDecimal(present.n());
        return AttributeValue.fromN(before.add(new BigDecimal(added.n())).toPlainString());
    }

    private String touch(Set<String> touched) {
        var name = name();
        if (!touched.add(name)) {
            throw InMemoryDynamoDb.invalid("Two document paths overlap with each other: " + name);
        }
        if (name.equals("pk") || name.equals("sk")) {
            throw InMemoryDynamoDb.invalid("Cannot update attribute " + name + ". This attribute is part of the key");
        }
        return name;
    }

    private String name() {
        var token = token();
        if (!token.startsWith("#")) {
            return token;
        }
        used.add(token);
        var name = names.get(token);
        if (name == null) {
            throw InMemoryDynamoDb.invalid("An expression attribute name used in expression is not defined: " + token);
        }
        return name;
    }

    private AttributeValue value() {
        var token = token();
        used.add(token);
        var value = values.get(token);
        if (value == null) {
            throw InMemoryDynamoDb.invalid("An expression attribute value used in expression is not defined: " + token);
        }
        return value;
    }

    private void start(String expression) {
        var matcher = TOKEN.matcher(expression);
        int end = 0;
        var found = new ArrayList<String>();
        while (matcher.lookingAt()) {
            found.add(matcher.group(1));
            end = matcher.end();
            matcher.region(end, expression.length());
        }
        if (end < expression.length()) {
            throw unknown(expression.substring(end));
        }
        tokens = found.toArray(String[]::new);
        next = 0;
    }

    private String token() {
        if (next >= tokens.length) {
            throw unknown("the end");
        }
        return tokens[next++];
    }

    private boolean accept(String token) {
        if (next < tokens.length && tokens[next].equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw unknown(next < tokens.length ? tokens[next] : "the end");
        }
    }

    private void end() {
        if (next < tokens.length) {
            throw unknown(tokens[next]);
        }
    }

    private static RuntimeException unknown(String token) {
        return InMemoryDynamoDb.invalid("Syntax error at " + token);
    }
}
