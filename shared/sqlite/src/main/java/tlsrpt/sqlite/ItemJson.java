package tlsrpt.sqlite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.table.Value;

/// An item's attributes as JSON, in which each type of value has its own: text, number, boolean, array of texts,
/// object.
final class ItemJson {

    /// Names are not remembered, since many are of one report and never come again.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private ItemJson() {}

    static String write(SortedMap<String, Value> values) {
        var json = new StringWriter();
        try (var generator = JSON.createGenerator(json)) {
            write(generator, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toString();
    }

    private static void write(JsonGenerator json, SortedMap<String, Value> values) throws IOException {
        json.writeStartObject();
        for (var entry : values.entrySet()) {
            json.writeFieldName(entry.getKey());
            switch (entry.getValue()) {
                case Value.Text text -> json.writeString(text.text());
                case Value.Whole whole -> json.writeNumber(whole.n());
                case Value.Flag flag -> json.writeBoolean(flag.set());
                case Value.Texts texts -> {
                    json.writeStartArray();
                    for (var text : texts.texts()) {
                        json.writeString(text);
                    }
                    json.writeEndArray();
                }
                case Value.Tree tree -> write(json, tree.values());
            }
        }
        json.writeEndObject();
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IOException if it is anything else
    static SortedMap<String, Value> read(String json) throws IOException {
        try (var parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an item: " + parser.currentToken());
            }
            return tree(parser);
        }
    }

    private static SortedMap<String, Value> tree(JsonParser json) throws IOException {
        var values = new TreeMap<String, Value>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            values.put(name, value(json));
        }
        return values;
    }

    private static Value value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> Value.of(json.getText());
            case VALUE_NUMBER_INT -> Value.of(json.getLongValue());
            case VALUE_TRUE, VALUE_FALSE -> Value.of(json.getBooleanValue());
            case START_ARRAY -> {
                var texts = new ArrayList<String>();
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    texts.add(json.getText());
                }
                yield Value.of(texts);
            }
            case START_OBJECT -> new Value.Tree(tree(json));
            default -> throw new IOException("not a value of an item: " + json.currentToken());
        };
    }
}
