package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Value;

/// Items as DynamoDB and its streams write them: `{"pk": {"S": "D#example.com"}, "sk": {"S": "A"}, "n": {"N": "7"}}`.
///
/// Attributes of types that [Value] does not have are skipped.
public final class AttributeJson {

    static final String PK = "pk";
    static final String SK = "sk";

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);

    private AttributeJson() {}

    /// Reads the item at whose opening brace the parser stands.
    public static Item read(JsonParser json) throws IOException {
        var values = tree(json);
        if (values.remove(PK) instanceof Value.Text pk && values.remove(SK) instanceof Value.Text sk) {
            return new Item(new Key(pk.text(), sk.text()), values);
        }
        throw new JsonParseException(json, "an item without a key");
    }

    public static void write(JsonGenerator json, Item item) throws IOException {
        json.writeStartObject();
        writeKeyFields(json, item.key());
        writeFields(json, item.values());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, Key key) throws IOException {
        json.writeStartObject();
        writeKeyFields(json, key);
        json.writeEndObject();
    }

    static void write(JsonGenerator json, Value value) throws IOException {
        json.writeStartObject();
        switch (value) {
            case Value.Text text -> json.writeStringField("S", text.text());
            case Value.Whole whole -> json.writeStringField("N", Long.toString(whole.n()));
            case Value.Flag flag -> json.writeBooleanField("BOOL", flag.set());
            case Value.Texts texts -> {
                json.writeArrayFieldStart("L");
                for (var text : texts.texts()) {
                    writeText(json, text);
                }
                json.writeEndArray();
            }
            case Value.Tree tree -> {
                json.writeObjectFieldStart("M");
                writeFields(json, tree.values());
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, SortedMap<String, Value> values) throws IOException {
        for (var field : values.entrySet()) {
            json.writeFieldName(field.getKey());
            write(json, field.getValue());
        }
    }

    private static void writeKeyFields(JsonGenerator json, Key key) throws IOException {
        json.writeFieldName(PK);
        writeText(json, key.pk());
        json.writeFieldName(SK);
        writeText(json, key.sk());
    }

    private static void writeText(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("S", text);
        json.writeEndObject();
    }

    private static SortedMap<String, Value> tree(JsonParser json) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        var values = new TreeMap<String, Value>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            var value = value(json);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    /// Reads `{"S": "text"}` and its like.
    private static @Nullable Value value(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(json, JsonToken.START_OBJECT);
        Value value = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var type = json.currentName();
            json.nextToken();
            switch (type) {
                case "S" -> value = Value.of(text(json));
                case "N" -> value = Value.of(number(json));
                case "BOOL" -> value = Value.of(json.getBooleanValue());
                case "L" -> value = texts(json);
                case "M" -> value = new Value.Tree(tree(json));
                default -> json.skipChildren();
            }
        }
        return value;
    }

    /// Returns `null` for a list of anything but texts.
    private static Value.@Nullable Texts texts(JsonParser json) throws IOException {
        expect(json, JsonToken.START_ARRAY);
        var texts = new ArrayList<String>();
        boolean onlyTexts = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (value(json) instanceof Value.Text text) {
                texts.add(text.text());
            } else {
                onlyTexts = false;
            }
        }
        return onlyTexts ? new Value.Texts(texts) : null;
    }

    /// Numbers have 38 digits, so a sum of many years may exceed a `long`.
    private static long number(JsonParser json) throws IOException {
        var digits = text(json);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return larger(json, digits);
        }
    }

    private static long larger(JsonParser json, String digits) throws IOException {
        try {
            return new BigDecimal(digits).min(LARGEST).max(SMALLEST).longValue();
        } catch (NumberFormatException e) {
            throw new JsonParseException(json, "not a number: " + digits, e);
        }
    }

    private static String text(JsonParser json) throws IOException {
        expect(json, JsonToken.VALUE_STRING);
        return json.getText();
    }

    static void expect(JsonParser json, JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new JsonParseException(json, "expected " + token + ", not " + json.currentToken());
        }
    }
}
