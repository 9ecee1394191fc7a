package tlsrpt.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.table.Value;

/// What the expressions of one request mention. All names have placeholders, since many are reserved words.
final class Placeholders {

    private final List<String> names = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();

    String name(String attribute) {
        int known = names.indexOf(attribute);
        if (known >= 0) {
            return "#" + known;
        }
        names.add(attribute);
        return "#" + (names.size() - 1);
    }

    String value(Value value) {
        values.add(value);
        return ":" + (values.size() - 1);
    }

    /// Writes both as fields of the request.
    void write(JsonGenerator json) throws IOException {
        if (!names.isEmpty()) {
            json.writeObjectFieldStart("ExpressionAttributeNames");
            for (int i = 0; i < names.size(); i++) {
                json.writeStringField("#" + i, names.get(i));
            }
            json.writeEndObject();
        }
        if (!values.isEmpty()) {
            json.writeObjectFieldStart("ExpressionAttributeValues");
            for (int i = 0; i < values.size(); i++) {
                json.writeFieldName(":" + i);
                AttributeJson.write(json, values.get(i));
            }
            json.writeEndObject();
        }
    }
}
