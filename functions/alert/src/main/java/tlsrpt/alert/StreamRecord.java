package tlsrpt.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// One change of the table, as DynamoDB's stream tells it.
///
/// @param sequence names it, for telling Lambda where to go on
/// @param event `INSERT`, `MODIFY` or `REMOVE`
/// @param at when it was written
/// @param before the item as it was; empty where there was none
/// @param after the item as it is
record StreamRecord(
        String sequence,
        String event,
        Instant at,
        Map<String, AttributeValue> before,
        Map<String, AttributeValue> after) {

    private static final JsonFactory JSON = new JsonFactory();

    static List<StreamRecord> read(InputStream event) throws IOException {
        var records = new ArrayList<StreamRecord>();
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean ours = json.currentName().equals("Records");
                json.nextToken();
                if (!ours) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    records.add(record(json));
                }
            }
        }
        return records;
    }

    private static StreamRecord record(JsonParser json) throws IOException {
        var event = "";
        var sequence = "";
        var at = Instant.EPOCH;
        var images = new HashMap<String, Map<String, AttributeValue>>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            if (name.equals("eventName")) {
                event = json.getText();
            } else if (name.equals("dynamodb")) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var field = json.currentName();
                    json.nextToken();
                    switch (field) {
                        case "SequenceNumber" -> sequence = json.getText();
                        case "ApproximateCreationDateTime" -> at = Instant.ofEpochSecond((long) json.getDoubleValue());
                        case "NewImage", "OldImage" -> images.put(field, attributes(json));
                        default -> json.skipChildren();
                    }
                }
            } else {
                json.skipChildren();
            }
        }
        return new StreamRecord(
                sequence,
                event,
                at,
                images.getOrDefault("OldImage", Map.of()),
                images.getOrDefault("NewImage", Map.of()));
    }

    private static Map<String, AttributeValue> attributes(JsonParser json) throws IOException {
        var attributes = new HashMap<String, AttributeValue>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            var value = value(json);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    /// `{"S": "text"}`
    private static @Nullable AttributeValue value(JsonParser json) throws IOException {
        json.nextToken();
        var type = json.currentName();
        json.nextToken();
        AttributeValue value = switch (type) {
            case "S" -> AttributeValue.fromS(json.getText());
            case "N" -> AttributeValue.fromN(json.getText());
            case "BOOL" -> AttributeValue.fromBool(json.getBooleanValue());
            case "M" -> AttributeValue.fromM(attributes(json));
            case "L" -> AttributeValue.fromL(list(json));
            default -> null;
        };
        if (value == null) {
            json.skipChildren();
        }
        json.nextToken();
        return value;
    }

    private static List<AttributeValue> list(JsonParser json) throws IOException {
        var list = new ArrayList<AttributeValue>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            var value = value(json);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }
}
