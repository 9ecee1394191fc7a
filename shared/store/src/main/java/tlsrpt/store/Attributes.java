package tlsrpt.store;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Reads and writes the attributes of an item.
final class Attributes {

    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Map<String, AttributeValue> item;

    private Attributes(Map<String, AttributeValue> item) {
        this.item = item;
    }

    static Attributes of(Map<String, AttributeValue> item) {
        return new Attributes(item);
    }

    static Attributes at(Key key) {
        return new Attributes(new HashMap<>(key.attributes()));
    }

    Attributes put(String name, @Nullable String text) {
        if (text != null) {
            item.put(name, AttributeValue.fromS(text));
        }
        return this;
    }

    Attributes put(String name, long n) {
        item.put(name, number(n));
        return this;
    }

    Attributes put(String name, AttributeValue value) {
        item.put(name, value);
        return this;
    }

    Map<String, AttributeValue> item() {
        return item;
    }

    /// A text that every item of this kind has.
    String text(String name) {
        var text = textOrNull(name);
        if (text == null) {
            throw new IllegalStateException("the item has no text " + name + ": " + item.keySet());
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) {
        var value = item.get(name);
        return value == null ? null : value.s();
    }

    /// A number; a counter that is missing has counted nothing. A sum beyond a `long` is shown as the largest.
    long number(String name) {
        var value = item.get(name);
        return value == null ? 0 : number(value);
    }

    static AttributeValue number(long n) {
        return AttributeValue.fromN(Long.toString(n));
    }

    static long number(AttributeValue value) {
        return new BigDecimal(value.n()).min(MAX).longValue();
    }

    /// The beginning of a stranger's text.
    static String cut(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars);
    }

    static @Nullable String cutOrNull(@Nullable String text, int chars) {
        return text == null ? null : cut(text, chars);
    }
}
