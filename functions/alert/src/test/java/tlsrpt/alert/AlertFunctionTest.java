package tlsrpt.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Channel;
import tlsrpt.aws.AttributeJson;
import tlsrpt.health.Alert;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.store.Damage;
import tlsrpt.store.Decisions;
import tlsrpt.store.Ledger;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLine;
import tlsrpt.store.PostureLook;
import tlsrpt.store.Retention;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Tables;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;

class AlertFunctionTest {

    private static final LocalDate DAY = Samples.DAY;
    private static final String DONE = "{\"batchItemFailures\":[]}";

    private final Table table = Tables.inMemory();
    private final List<String> heard = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private boolean deaf;
    private String deafTo = "nothing";

    @Test
    void tellsOfAReportThatWasInserted() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)), "INSERT");

        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard)
                .containsExactly("example.com: certificate expired (mx1.example.com); refused in part by Google");
    }

    @Test
    void tellsOfAFaultThatTwoChecksSaw() throws IOException {
        check("2026-03-02T10:00:00Z");
        check("2026-03-02T11:00:00Z");

        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard).containsExactly("example.com: STARTTLS does not work (mx1.example.com)");
    }

    private void check(String at) throws IOException {
        var line = new PostureLine(
                "mx-starttls", "fail", "mx1.example.com", null, "medium", null, "no STARTTLS", "", null, null, null);
        var items = new PostureItems(table, Clock.systemUTC());
        var look = new PostureLook("example.com", Instant.parse(at), List.of(), List.of(line), null);
        items.record(items.latest("example.com"), look);
        streamed(new Key("P#example.com", "NOW"), "MODIFY");
    }

    @Test
    void tellsNothingTwiceHoweverOftenARecordComes() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)), "INSERT");
        invoke();
        invoke();

        assertThat(heard).hasSize(1);
    }

    @Test
    void judgesAReportThatTookAForgedOnesPlaceAndNoNewReading() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)).read(2), "MODIFY");
        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard).isEmpty();

        record(expired(DAY.plusDays(2)).trusted(Trust.ANONYMOUS), "INSERT");
        record(expired(DAY.plusDays(2)), "INSERT");
        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard).hasSize(1);
    }

    @Test
    void beginsAgainWithTheFirstRecordThatFails() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)), "INSERT");
        record(clean(DAY.plusDays(2)), "INSERT");
        deaf = true;
        assertThat(invoke()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"seq1\"}]}");

        deaf = false;
        assertThat(invoke(Duration.ofMinutes(1))).isEqualTo(DONE);
        assertThat(heard).hasSize(1);
    }

    @Test
    void evaluatesOtherDomainsBehindARecordThatFails() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)), "INSERT");
        record(failing("example.net", DAY.plusDays(1)), "INSERT");
        deafTo = "example.com";

        assertThat(invoke()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"seq1\"}]}");
        assertThat(heard).singleElement().asString().contains("example.net");
    }

    @Test
    void namesADamagedReportInTheLogAndEvaluatesOtherDomains() throws IOException {
        record(clean(DAY), "INSERT");
        Damage.ofReports(table, "example.com");
        records.clear();
        streamed(key(clean(DAY)), "INSERT");
        record(failing("example.net", DAY.plusDays(1)), "INSERT");

        assertThat(invoke()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"seq0\"}]}");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("record seq0 failed")
                .contains("item D#example.com R#" + DAY)
                .contains("restore it from a backup");
        assertThat(heard).singleElement().asString().contains("example.net");
    }

    @Test
    void evaluatesAReportBesideADamagedOneOfTheSameDomain() throws IOException {
        record(clean(DAY), "INSERT");
        Damage.ofReports(table, "example.com");
        records.clear();
        record(expired(DAY.plusDays(1)), "INSERT");
        record(expired(DAY.plusDays(2)), "INSERT");

        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard).hasSize(1);
    }

    @Test
    void row44WithdrawsWhatABlockedReporterAloneSaw() throws IOException {
        record(clean(DAY), "INSERT");
        record(expired(DAY.plusDays(1)), "INSERT");
        invoke();
        records.clear();
        var google = new ReporterId("google.com", "noreply-smtp-tls-reporting@google.com");
        var gone = List.copyOf(images.values());

        for (var report : gone) {
            removed(report);
        }
        assertThat(invoke()).as("only forgotten").isEqualTo(DONE);
        assertThat(heard).hasSize(1);

        new Decisions(table, Clock.fixed(now, ZoneOffset.UTC), new Random(5)).block(google);
        assertThat(invoke()).isEqualTo(DONE);
        assertThat(heard).hasSize(2).last().asString().contains("example.com: recovered: certificate expired");
    }

    @Test
    void isContentWithNothing() throws IOException {
        event.write("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer(event.toByteArray(), Duration.ZERO)).isEqualTo(DONE);
    }

    private static Samples clean(LocalDate day) {
        return reportFrom("google.com").on(day).id(day.toString()).sts("example.com", "enforce", 100);
    }

    private static Samples failing(String domain, LocalDate day) {
        return reportFrom("google.com")
                .on(day)
                .id(domain + day)
                .sts(domain, "enforce", 70, failure("certificate-expired", "mx1." + domain, 30));
    }

    private static Samples expired(LocalDate day) {
        return reportFrom("google.com")
                .on(day)
                .id(day.toString())
                .sts("example.com", "enforce", 70, failure("certificate-expired", "mx1.example.com", 30));
    }

    private final List<String> records = new ArrayList<>();
    private final Map<Key, Item> images = new HashMap<>();
    private Instant now = DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);

    /// Records it, and keeps what the stream says of it.
    private void record(Samples sample, String name) throws IOException {
        var recording = sample.recording();
        now = recording.provenance().arrival();
        var ledger = new Ledger(table, Clock.fixed(now, ZoneOffset.UTC), new Random(recording.hashCode()));
        ledger.record(recording, new Settings(List.of("*"), Retention.DEFAULT, false));
        streamed(key(sample), name);
    }

    private static Key key(Samples sample) {
        var ref = sample.recording().ref();
        return new Key("D#" + ref.domain(), "R#" + ref.day() + "#" + ref.identity());
    }

    private void streamed(Key key, String name) throws IOException {
        var after = table.get(key).orElseThrow();
        var out = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("eventName", name);
            json.writeObjectFieldStart("dynamodb");
            json.writeNumberField("ApproximateCreationDateTime", now.getEpochSecond());
            json.writeStringField("SequenceNumber", "seq" + records.size());
            var before = images.put(key, after);
            if (name.equals("MODIFY")) {
                json.writeFieldName("OldImage");
                AttributeJson.write(json, before == null ? after : before);
            }
            json.writeFieldName("NewImage");
            AttributeJson.write(json, after);
            json.writeEndObject();
            json.writeEndObject();
        }
        records.add(out.toString(StandardCharsets.UTF_8));
    }

    private void removed(Item report) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("eventName", "REMOVE");
            json.writeObjectFieldStart("dynamodb");
            json.writeNumberField("ApproximateCreationDateTime", now.getEpochSecond());
            json.writeStringField("SequenceNumber", "seq" + records.size());
            json.writeFieldName("OldImage");
            AttributeJson.write(json, report);
            json.writeEndObject();
            json.writeEndObject();
        }
        records.add(out.toString(StandardCharsets.UTF_8));
    }

    private String invoke() throws IOException {
        return invoke(Duration.ZERO);
    }

    private String invoke(Duration later) throws IOException {
        var batch = "{\"Records\":[" + String.join(",", records) + "]}";
        return answer(batch.getBytes(StandardCharsets.UTF_8), later);
    }

    private String answer(byte[] batch, Duration later) throws IOException {
        var channel = new Channel() {
            @Override
            public void publish(Alert alert) {
                if (deaf || alert.subject().contains(deafTo)) {
                    throw new IllegalStateException("SNS is away");
                }
                heard.add(alert.subject());
            }

            @Override
            public void chat(Alert alert) {}
        };
        var alerter = new Alerter(table, channel, Clock.fixed(now.plus(later), ZoneOffset.UTC), new Random(3), false);
        var out = new ByteArrayOutputStream();
        new AlertFunction(new Stream(alerter, new PrintStream(log, true, StandardCharsets.UTF_8)))
                .handleRequest(new ByteArrayInputStream(batch), out, context());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                AlertFunctionTest.class.getClassLoader(), new Class<?>[] {Context.class}, (_, _, _) -> null);
    }
}
