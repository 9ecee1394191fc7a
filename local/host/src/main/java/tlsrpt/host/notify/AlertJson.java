package tlsrpt.host.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import tlsrpt.alerting.AlertText;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;

/// Alerts in the JSON that services expect. Text of reports is never markup in it.
final class AlertJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SLACK_TEXT = 30_000;
    private static final int TEAMS_TEXT = 12_000;
    private static final int PAGERDUTY_KEY = 255;
    private static final int PAGERDUTY_TEXT = 100_000;

    private AlertJson() {}

    /// Spec: <https://api.slack.com/messaging/webhooks>; the three characters are those that Slack's markup begins
    /// with.
    static String slack(Alert alert, String dashboard) {
        var text = AlertText.cut(AlertText.of(alert, dashboard), SLACK_TEXT)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
        return json(json -> {
            json.writeStringField("text", alert.subject() + "\n\n" + text);
            json.writeBooleanField("mrkdwn", false);
            json.writeBooleanField("unfurl_links", false);
        });
    }

    /// An Adaptive Card for a workflow that posts to a channel; text runs have no Markdown.
    static String teams(Alert alert, String dashboard) {
        return json(json -> {
            json.writeStringField("type", "message");
            json.writeArrayFieldStart("attachments");
            json.writeStartObject();
            json.writeStringField("contentType", "application/vnd.microsoft.card.adaptive");
            json.writeObjectFieldStart("content");
            json.writeStringField("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
            json.writeStringField("type", "AdaptiveCard");
            json.writeStringField("version", "1.4");
            json.writeArrayFieldStart("body");
            run(json, alert.subject(), true);
            var lines =
                    AlertText.cut(AlertText.of(alert, dashboard), TEAMS_TEXT).lines();
            for (var line : lines.filter(each -> !each.isEmpty()).toList()) {
                run(json, line, false);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private static void run(JsonGenerator json, String text, boolean isTitle) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "RichTextBlock");
        json.writeArrayFieldStart("inlines");
        json.writeStartObject();
        json.writeStringField("type", "TextRun");
        json.writeStringField("text", text);
        if (isTitle) {
            json.writeStringField("weight", "Bolder");
        }
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /// Events API v2: an incident here is an incident there, and its recovery resolves it.
    static String pagerDuty(Alert alert, String routingKey) {
        return json(json -> {
            json.writeStringField("routing_key", routingKey);
            json.writeStringField("event_action", alert.kind() == AlertKind.RECOVERED ? "resolve" : "trigger");
            json.writeStringField(
                    "dedup_key",
                    alert.id().length() <= PAGERDUTY_KEY
                            ? alert.id()
                            : alert.id().substring(0, PAGERDUTY_KEY));
            json.writeObjectFieldStart("payload");
            json.writeStringField("summary", alert.subject());
            json.writeStringField("source", alert.domain());
            json.writeStringField(
                    "severity",
                    switch (alert.severity()) {
                        case CRITICAL -> "critical";
                        case HIGH -> "error";
                        case MEDIUM -> "warning";
                        case LOW, NOTICE -> "info";
                    });
            json.writeStringField("timestamp", alert.at().toString());
            json.writeStringField("class", alert.family());
            json.writeObjectFieldStart("custom_details");
            json.writeStringField("text", AlertText.cut(alert.text(), PAGERDUTY_TEXT));
            json.writeEndObject();
            json.writeEndObject();
        });
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
