package tlsrpt.alerting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tlsrpt.aws.SnsTopics.Attribute;
import tlsrpt.aws.SnsTopics.Message;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertBody;

/// SNS: mail gets the text, every other protocol the alert's JSON; a second topic speaks the schema that AWS's chat
/// integration takes.
public final class SnsChannel implements Channel {

    /// In ASCII, so that untrusted text cannot exceed the size limit.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int CHAT_TEXT = 2_000;
    private static final int CHAT_STEP = 400;
    private static final int CHAT_STEPS = 5;
    private static final int MOST_DOMAINS = 200;

    private final Consumer<Message> sns;
    private final String topic;
    private final String chatTopic;
    private final String dashboard;

    /// @param sns publishes a message
    /// @param chatTopic empty where there is none; so is the dashboard
    public SnsChannel(Consumer<Message> sns, String topic, String chatTopic, String dashboard) {
        this.sns = sns;
        this.topic = topic;
        this.chatTopic = chatTopic;
        this.dashboard = dashboard;
    }

    @Override
    public void publish(Alert alert) {
        sns.accept(new Message(topic, alert.subject(), message(alert), true, attributes(alert)));
    }

    @Override
    public void chat(Alert alert) {
        if (!chatTopic.isEmpty()) {
            sns.accept(new Message(chatTopic, null, chatMessage(alert), false, List.of()));
        }
    }

    /// What subscriptions can filter on.
    private static List<Attribute> attributes(Alert alert) {
        var attributes = new ArrayList<Attribute>();
        attributes.add(
                texts("domain", alert.domains().stream().limit(MOST_DOMAINS).toList()));
        attributes.add(text("severity", alert.severity().token()));
        attributes.add(text("kind", alert.kind().token()));
        attributes.add(text("transitionId", alert.transitionId()));
        var types = alert.causes().stream()
                .map(Alert.Cause::resultType)
                .filter(type -> type != null)
                .map(String::valueOf)
                .distinct()
                .toList();
        if (!types.isEmpty()) {
            attributes.add(texts("resultType", types));
        }
        return attributes;
    }

    private String message(Alert alert) {
        return json(json -> {
            json.writeStringField("default", alert.json());
            json.writeStringField("email", alert.subject() + "\n\n" + AlertText.of(alert, dashboard));
            json.writeStringField("sms", alert.subject());
        });
    }

    private String chatMessage(Alert alert) {
        return json(json -> {
            json.writeStringField("version", "1.0");
            json.writeStringField("source", "custom");
            json.writeStringField("id", alert.transitionId());
            json.writeObjectFieldStart("content");
            json.writeStringField("textType", "client-markdown");
            json.writeStringField("title", alert.subject());
            json.writeStringField("description", cut(AlertBody.statement(alert).strip(), CHAT_TEXT));
            texts(json, "nextSteps", nextSteps(alert));
            texts(
                    json,
                    "keywords",
                    List.of(alert.severity().token(), alert.kind().token(), alert.domain()));
            json.writeEndObject();
            json.writeObjectFieldStart("metadata");
            json.writeStringField("threadId", alert.id());
            json.writeStringField("summary", alert.subject());
            json.writeStringField("eventType", alert.kind().token());
            texts(json, "relatedResources", alert.domains().stream().limit(10).toList());
            json.writeEndObject();
        });
    }

    private List<String> nextSteps(Alert alert) {
        var page = dashboard.isEmpty() ? Stream.<String>empty() : Stream.of("See " + dashboard);
        return Stream.concat(alert.content().steps().stream().map(step -> cut(step.text(), CHAT_STEP)), page)
                .limit(CHAT_STEPS)
                .toList();
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 3) + "...";
    }

    private static Attribute text(String name, String value) {
        return new Attribute(name, "String", value);
    }

    private static Attribute texts(String name, List<String> values) {
        var array = new StringWriter();
        try (var json = JSON.createGenerator(array)) {
            json.writeStartArray();
            for (var value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Attribute(name, "String.Array", array.toString());
    }

    private static void texts(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static String json(Members members) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
