package tlsrpt.host.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import tlsrpt.health.Alert;

/// What waits for a channel, as the database keeps it.
public sealed interface Message {

    String subject();

    /// Which messages of a channel stay in order.
    String thread();

    /// Identifies the message among all of the channel.
    String id();

    String json();

    /// An alert as it was when it was made.
    record OfAlert(Alert alert) implements Message {

        @Override
        public String subject() {
            return alert.subject();
        }

        @Override
        public String thread() {
            return alert.id();
        }

        @Override
        public String id() {
            return alert.transitionId();
        }

        @Override
        public String json() {
            return alert.json();
        }
    }

    /// A digest as it was when it was due, so that every copy is alike.
    ///
    /// @param week in ISO 8601, such as `2026-W47`
    record OfWeek(String week, String subject, String text, String html) implements Message {

        /// No alert has this identifier, as they all begin with a domain.
        private static final String THREAD = "digest";

        private static final JsonFactory JSON = new JsonFactory();

        @Override
        public String thread() {
            return THREAD;
        }

        @Override
        public String id() {
            return THREAD + " " + week;
        }

        @Override
        public String json() {
            var text = new StringWriter();
            try (var json = JSON.createGenerator(text)) {
                json.writeStartObject();
                json.writeStringField("week", week);
                json.writeStringField("subject", subject);
                json.writeStringField("text", text());
                json.writeStringField("html", html);
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }

        private static OfWeek of(String json) {
            var members = new HashMap<String, String>();
            try (var parser = JSON.createParser(json)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    parser.nextToken();
                    members.put(name, parser.getText());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new OfWeek(
                    members.getOrDefault("week", ""),
                    members.getOrDefault("subject", ""),
                    members.getOrDefault("text", ""),
                    members.getOrDefault("html", ""));
        }
    }

    static Message of(String thread, String json) {
        return thread.equals(OfWeek.THREAD) ? OfWeek.of(json) : new OfAlert(Alert.of(json));
    }
}
