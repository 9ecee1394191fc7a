package tlsrpt.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.aws.ServiceRequests.ServiceException;

/// A service's answer in JSON, of which a few members matter.
///
/// @param value a map, a list, a text, or `null`; numbers and booleans are texts
record Json(@Nullable Object value) {

    private static final JsonFactory JSON = new JsonFactory();

    /// @throws ServiceException if it is not JSON
    static Json read(String text) {
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            return new Json(value(json));
        } catch (IOException e) {
            throw new ServiceException("the answer is not JSON", e);
        }
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            var members = new TreeMap<String, @Nullable Object>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                // API Gateway and ACM write the first letter differently.
                var name = json.currentName();
                json.nextToken();
                members.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), value(json));
            }
            return members;
        }
        if (json.currentToken() == JsonToken.START_ARRAY) {
            var items = new ArrayList<@Nullable Object>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(json));
            }
            return items;
        }
        return json.getValueAsString();
    }

    /// Returns a member, which holds `null` if there is none.
    ///
    /// @param name with a lower-case first letter
    Json at(String name) {
        return new Json(value instanceof TreeMap<?, ?> members ? members.get(name) : null);
    }

    List<Json> items() {
        return value instanceof List<?> items ? items.stream().map(Json::new).toList() : List.of();
    }

    /// Returns a text; empty if it is none.
    String text() {
        return value instanceof String text ? text : "";
    }
}
