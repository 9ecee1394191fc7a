package tlsrpt.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A message of an SQS batch, with the fields that matter here.
///
/// @param received how many times SQS has delivered it, this time included
record Message(String id, String body, int received) {

    private static final JsonFactory JSON = new JsonFactory();

    /// Whether it was delivered so often that it may have crashed the process.
    boolean isSuspect() {
        return ObjectRef.isSuspect(received);
    }

    static List<Message> read(InputStream event) throws IOException {
        return Records.read(JSON.createParser(event), Message::message);
    }

    private static Message message(JsonParser json) throws IOException {
        var id = "";
        var body = "";
        int received = 1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "messageId" -> id = json.getText();
                case "body" -> body = json.getText();
                case "attributes" -> received = received(json);
                default -> json.skipChildren();
            }
        }
        return new Message(id, body, received);
    }

    private static int received(JsonParser json) throws IOException {
        int received = 1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean count = "ApproximateReceiveCount".equals(json.currentName());
            json.nextToken();
            if (count) {
                received = json.getValueAsInt(1);
            }
            json.skipChildren();
        }
        return received;
    }
}
