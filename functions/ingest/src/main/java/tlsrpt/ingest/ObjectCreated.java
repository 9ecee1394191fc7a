package tlsrpt.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The S3 notification of a new object, in the body of a message.
///
/// @param copied whether it was copied, which is how an object is read again
/// @param key as S3 knows it; in the notification it is URL-encoded
record ObjectCreated(boolean copied, String bucket, String key) {

    private static final JsonFactory JSON = new JsonFactory();

    /// Returns the objects in a notification; none for an `s3:TestEvent`.
    ///
    /// @throws IOException where the body is not a notification
    static List<ObjectCreated> read(String body) throws IOException {
        return Records.read(JSON.createParser(body), ObjectCreated::object);
    }

    /// The object, as a message tells of it.
    ObjectRef in(Message message) {
        return new ObjectRef(key, copied, message.id(), message.received());
    }

    private static ObjectCreated object(JsonParser json) throws IOException {
        var event = "";
        var bucket = "";
        var key = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "eventName" -> event = json.getText();
                case "s3" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        var part = json.currentName();
                        json.nextToken();
                        switch (part) {
                            case "bucket" -> bucket = member(json, "name");
                            case "object" -> key = member(json, "key");
                            default -> json.skipChildren();
                        }
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new ObjectCreated(event.endsWith(":Copy"), bucket, decoded(key));
    }

    private static String decoded(String key) throws IOException {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("the key is not URL-encoded", e);
        }
    }

    private static String member(JsonParser json, String name) throws IOException {
        var value = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = name.equals(json.currentName());
            json.nextToken();
            if (found) {
                value = json.getText();
            }
            json.skipChildren();
        }
        return value;
    }
}
