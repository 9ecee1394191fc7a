package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tlsrpt.aws.SnsTopics.Message;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

class SnsChannelTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Alert ALERT = Alert.of(
            new Alert.Incident(
                    "example.com:certificate:2026-03-01",
                    "certificate",
                    "example.com",
                    List.of("example.com", "example.net"),
                    DAY,
                    false,
                    false),
            new Alert.Transition(
                    "example.com:certificate:2026-03-01:failing:2026-03-01",
                    AlertKind.FAILING,
                    DAY,
                    Instant.parse("2026-03-02T11:00:00Z"),
                    List.of()),
            new Alert.Findings(
                    Severity.HIGH,
                    null,
                    List.of(new Alert.Cause(
                            "sts",
                            List.of(),
                            "certificate-expired",
                            "certificate-expired",
                            null,
                            Alert.Sessions.of(LocalDate.parse("2026-03-01"), 30, 550))),
                    List.of("google.com"),
                    Alert.Sessions.of(LocalDate.parse("2026-03-01"), 30, 550),
                    List.of(),
                    true),
            Alert.Content.of(
                    "example.com: Google cannot deliver",
                    "Google cannot deliver",
                    List.of("Certificate expired.\n\nWhat to do\n1. Not a step."),
                    List.of(new Step("First \"this\".", "a command"), new Step("Then that.", null))));

    private final List<Message> published = new ArrayList<>();

    @Test
    void givesTheTextToMailAndTheJsonToAllOthers() throws IOException {
        new SnsChannel(published::add, "topic", "", "https://dashboard.example.com/").publish(ALERT);

        var request = published.getFirst();
        var bodies = texts(request.text());
        assertThat(request.byProtocol()).isTrue();
        assertThat(request.subject()).isEqualTo(ALERT.subject());
        assertThat(Alert.of(String.valueOf(bodies.get("/default")))).isEqualTo(ALERT);
        assertThat(bodies.get("/email"))
                .startsWith("example.com: Google cannot deliver\n\nCertificate expired.")
                .contains("https://dashboard.example.com/#/domains/example.com");
    }

    @Test
    void letsSubscriptionsFilter() {
        new SnsChannel(published::add, "topic", "", "").publish(ALERT);

        var told = new TreeMap<String, String>();
        published
                .getFirst()
                .attributes()
                .forEach(attribute -> told.put(attribute.name(), attribute.type() + " " + attribute.value()));
        assertThat(told)
                .containsEntry("domain", "String.Array [\"example.com\",\"example.net\"]")
                .containsEntry("severity", "String high")
                .containsEntry("kind", "String failing")
                .containsEntry("resultType", "String.Array [\"certificate-expired\"]")
                .containsEntry("transitionId", "String " + ALERT.transitionId());
    }

    @Test
    void speaksTheFormThatChatShows() throws IOException {
        var channel = new SnsChannel(published::add, "topic", "chat", "");
        channel.chat(ALERT);
        new SnsChannel(published::add, "topic", "", "").chat(ALERT);

        assertThat(published).hasSize(1);
        assertThat(published.getFirst().topic()).isEqualTo("chat");
        assertThat(texts(published.getFirst().text()))
                .containsEntry("/version", "1.0")
                .containsEntry("/source", "custom")
                .containsEntry("/content/textType", "client-markdown")
                .containsEntry("/content/title", "example.com: Google cannot deliver")
                .hasEntrySatisfying(
                        "/content/description",
                        text -> assertThat(text)
                                .startsWith("Certificate expired.")
                                .contains("Failed sessions: 30 of 550")
                                .doesNotContain("Then that."))
                .containsEntry("/content/nextSteps/0", "First \"this\".")
                .containsEntry("/content/nextSteps/1", "Then that.")
                .doesNotContainKey("/content/nextSteps/2")
                .containsEntry("/metadata/threadId", ALERT.id());
    }

    private static Map<String, String> texts(String json) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    texts.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                }
            }
        }
        return texts;
    }
}
