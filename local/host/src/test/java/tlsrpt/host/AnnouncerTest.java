package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.health.Alert;
import tlsrpt.host.notify.Message;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;

class AnnouncerTest {

    private static final Instant NOW = Instant.parse("2026-03-02T11:00:00Z");

    private final StringWriter written = new StringWriter();

    static Stream<HostEvent> events() {
        return Stream.of(
                new HostEvent.Trouble("a\nforged line \u001b[31m"),
                new HostEvent.ChannelFailed("ops", "answered 500"),
                new HostEvent.Deleted(3, "they are older than 400 days"),
                new HostEvent.Alerted(Alert.test(NOW)),
                new HostEvent.Delivered("ops", new Message.OfAlert(Alert.test(NOW))),
                held("a\nforged line \u001b[31m"),
                new HostEvent.Ingested(new IngestEvent.Ignored("inbox/1", "it is empty")));
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesOneLinePerEvent(HostEvent event) {
        announcer(false).happened(event);

        assertThat(written.toString().strip().lines()).hasSize(1).allMatch(line -> line.matches("[a-z]+ +\\P{Cc}+"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesOneObjectPerEvent(HostEvent event) throws ParseException {
        announcer(true).happened(event);

        assertThat(written.toString().strip().lines()).hasSize(1);
        assertThat(read()).containsEntry("time", "2026-03-02T11:00:00Z").containsKeys("level", "event", "message");
    }

    @Test
    void hasTheFactsOfAnEventAsMembers() throws ParseException {
        announcer(true).happened(held("the signature is missing"));

        assertThat(read())
                .containsEntry("level", "info")
                .containsEntry("event", "held")
                .containsEntry("object", "inbox/1")
                .containsEntry("reason", HeldReason.UNSIGNED.token())
                .containsEntry("detail", "the signature is missing");
    }

    @Test
    void marksFaultsAsErrors() throws ParseException {
        announcer(true).happened(new HostEvent.ChannelFailed("ops", "answered 500"));

        assertThat(read())
                .containsEntry("level", "error")
                .containsEntry("event", "failed")
                .containsEntry("channel", "ops");
    }

    @Test
    void leavesOutWhatOnlyAPersonNeeds() {
        announcer(true).remark("See it at http://127.0.0.1:8460/");

        assertThat(written.toString()).isEmpty();
    }

    private static HostEvent held(String detail) {
        return new HostEvent.Ingested(
                new IngestEvent.Held("inbox/1", HeldReport.of(HeldReason.UNSIGNED, detail, null)));
    }

    private Announcer announcer(boolean isJson) {
        return new Announcer(new PrintWriter(written), isJson, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Map<String, Object> read() throws ParseException {
        return JSONObjectUtils.parse(written.toString());
    }
}
