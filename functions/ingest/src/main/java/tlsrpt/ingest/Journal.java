package tlsrpt.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;

/// Writes events for CloudWatch: one JSON line each, and the counts of a batch in the embedded metric format. Foreign
/// text stands in the lines, escaped, and never in a metric's dimension.
final class Journal implements Consumer<IngestEvent> {

    /// In ASCII, so that untrusted text cannot break a line or change its direction in any viewer.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int TEXT_CHARS = 1_024;
    private static final int STACK_CHARS = 4_096;

    private final PrintStream out;
    private final Clock clock;
    private final Map<Metric, Integer> counts = new EnumMap<>(Metric.class);
    private final Map<HeldReason, Integer> held = new EnumMap<>(HeldReason.class);

    enum Metric {
        RECORDED("ReportsRecorded"),
        REPLACED("ReportsReplaced"),
        DUPLICATE("ReportsDuplicate");

        private final String text;

        Metric(String text) {
            this.text = text;
        }

        String word() {
            return text.substring("Reports".length()).toLowerCase(Locale.ROOT);
        }
    }

    Journal(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(IngestEvent event) {
        switch (event) {
            case IngestEvent.Recorded recorded -> counted(Metric.RECORDED, recorded.report());
            case IngestEvent.Replaced replaced -> counted(Metric.REPLACED, replaced.report());
            case IngestEvent.Duplicate duplicate -> counted(Metric.DUPLICATE, duplicate.report());
            case IngestEvent.Held one -> held(one.objectKey(), one.why());
            case IngestEvent.Ignored ignored ->
                line("INFO", "ignored", json -> {
                    text(json, "key", ignored.key());
                    json.writeStringField("detail", ignored.why());
                });
            case IngestEvent.Failed failed ->
                line("ERROR", "failed", json -> {
                    json.writeStringField("message", failed.message());
                    text(json, "detail", String.valueOf(failed.cause()));
                    json.writeStringField("stack", cut(stack(failed.cause()), STACK_CHARS));
                });
        }
    }

    private void counted(Metric metric, IngestEvent.Counted report) {
        counts.merge(metric, 1, Integer::sum);
        line("INFO", metric.word(), json -> {
            text(json, "key", report.provenance().objectKey());
            text(json, "domain", report.ref().domain());
            json.writeStringField("day", report.ref().day().toString());
            text(json, "submitter", report.provenance().submitter());
            json.writeStringField("trust", report.provenance().trust().name());
            json.writeStringField("report", report.ref().identity());
            json.writeNumberField("ok", report.headline().ok());
            json.writeNumberField("failed", report.headline().failed());
            json.writeNumberField("quirks", report.quirks().size());
        });
    }

    private void held(String key, HeldReport why) {
        held.merge(why.reason(), 1, Integer::sum);
        line("WARN", "held", json -> {
            text(json, "key", key);
            json.writeStringField("reason", why.reason().token());
            text(json, "detail", why.detail());
        });
    }

    /// The metrics since the last time.
    ///
    /// Spec: CloudWatch embedded metric format
    synchronized void flush() {
        if (!counts.isEmpty()) {
            metrics(counts, metric -> metric.text, null);
        }
        for (var reason : held.entrySet()) {
            metrics(Map.of(reason.getKey(), reason.getValue()), any -> "ReportsHeld", reason.getKey());
        }
        counts.clear();
        held.clear();
    }

    private <K> void metrics(Map<K, Integer> values, Function<K, String> name, @Nullable HeldReason reason) {
        write(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("_aws");
            json.writeNumberField("Timestamp", clock.millis());
            json.writeArrayFieldStart("CloudWatchMetrics");
            json.writeStartObject();
            json.writeStringField("Namespace", "TlsRpt");
            json.writeArrayFieldStart("Dimensions");
            json.writeStartArray();
            if (reason != null) {
                json.writeString("Reason");
            }
            json.writeEndArray();
            json.writeEndArray();
            json.writeArrayFieldStart("Metrics");
            for (var value : values.keySet()) {
                json.writeStartObject();
                json.writeStringField("Name", name.apply(value));
                json.writeStringField("Unit", "Count");
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            if (reason != null) {
                json.writeStringField("Reason", reason.token());
            }
            for (var value : values.entrySet()) {
                json.writeNumberField(name.apply(value.getKey()), value.getValue());
            }
            json.writeEndObject();
        });
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        json.writeStringField(name, cut(value, TEXT_CHARS));
    }

    private static String cut(String text, int limit) {
        return text.length() > limit ? text.substring(0, limit) : text;
    }

    private static String stack(Throwable cause) {
        var stack = new StringWriter();
        cause.printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private void line(String level, String event, Fields fields) {
        write(json -> {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("level", level);
            json.writeStringField("event", event);
            fields.write(json);
            json.writeEndObject();
        });
    }

    private void write(Fields fields) {
        var line = new StringWriter();
        try (var json = JSON.createGenerator(line)) {
            fields.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(line);
    }
}
