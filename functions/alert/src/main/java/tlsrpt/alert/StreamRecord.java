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
import java.util.Optional;
import tlsrpt.aws.AttributeJson;
import tlsrpt.table.Item;

/// One change of the table, as DynamoDB's stream reports it.
///
/// @param sequence names it, for telling Lambda where to go on
/// @param event `INSERT`, `MODIFY` or `REMOVE`
/// @param at when it was written
/// @param before the item as it was; empty if there was none
/// @param after the item as it is; empty if it was deleted
record StreamRecord(String sequence, String event, Instant at, Optional<Item> before, Optional<Item> after) {

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
        var images = new HashMap<String, Item>();
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
                        case "NewImage", "OldImage" -> images.put(field, AttributeJson.read(json));
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
                Optional.ofNullable(images.get("OldImage")),
                Optional.ofNullable(images.get("NewImage")));
    }
}
