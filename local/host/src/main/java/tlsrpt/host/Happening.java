package tlsrpt.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tlsrpt.console.Tally;

/// A line of ingest's journal: what became of a report, or of an object.
record Happening(Map<String, String> fields) {

    private static final JsonFactory JSON = new JsonFactory();

    Happening {
        fields = Map.copyOf(fields);
    }

    /// Empty where the line holds metrics.
    static Optional<Happening> of(String line) {
        var fields = new HashMap<String, String>();
        try (var json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                if (json.nextToken().isScalarValue()) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields.containsKey("event") ? Optional.of(new Happening(fields)) : Optional.empty();
    }

    static Happening trouble(String detail) {
        return new Happening(Map.of("event", "failed", "detail", detail));
    }

    String event() {
        return get("event");
    }

    String key() {
        return get("key");
    }

    String get(String field) {
        return fields.getOrDefault(field, "");
    }

    String outcome() {
        return event().equals("held") ? Tally.HELD + get("reason") : event();
    }
}
