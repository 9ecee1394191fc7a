package tlsrpt.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.CauseCheck;
import tlsrpt.posture.Finding;
import tlsrpt.posture.Posture;

/// The result of a check as JSON.
final class CheckJson {

    private CheckJson() {}

    /// @param causes one for each posture, or none
    /// @param reported what reports say; `null` if none were read
    static String of(List<Posture> postures, List<CauseCheck> causes, @Nullable ReportedCauses reported)
            throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("domains");
            for (int i = 0; i < postures.size(); i++) {
                write(json, postures.get(i), causes.isEmpty() ? null : causes.get(i), reported);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(
            JsonGenerator json, Posture posture, @Nullable CauseCheck cause, @Nullable ReportedCauses reported)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("domain", posture.domain());
        json.writeStringField("at", posture.at().toString());
        var vantage = posture.facts().vantage();
        json.writeStringField("resolver", vantage.resolver());
        optional(json, "no-dnssec", vantage.noDnssec());
        optional(json, "no-smtp", vantage.noSmtp());
        json.writeArrayFieldStart("left-out");
        for (var cut : posture.facts().cut()) {
            json.writeString(cut);
        }
        json.writeEndArray();
        if (cause != null) {
            json.writeObjectFieldStart("cause");
            write(json, cause);
            json.writeEndObject();
        }
        if (reported != null) {
            json.writeNumberField("reports", reported.reports(posture.domain()));
            json.writeArrayFieldStart("reported");
            for (var one : reported.checked(posture)) {
                json.writeStartObject();
                optional(json, "host", one.mx());
                json.writeStringField("last", one.last().toString());
                write(json, one.check());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("findings");
        for (var finding : posture.findings()) {
            write(json, finding);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, CauseCheck cause) throws IOException {
        json.writeStringField("diagnosis", cause.diagnosis().token());
        json.writeStringField("verdict", cause.verdict().token());
        json.writeStringField("text", cause.text());
        optional(json, "until", cause.until());
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", finding.check().token());
        json.writeStringField("state", finding.state().token());
        optional(
                json,
                "severity",
                finding.severity() == null ? null : finding.severity().token());
        optional(json, "host", finding.host());
        optional(json, "address", finding.address());
        optional(
                json,
                "diagnosis",
                finding.diagnosis() == null ? null : finding.diagnosis().token());
        json.writeStringField("seen", finding.seen());
        json.writeStringField("meaning", finding.meaning());
        json.writeStringField("rfc", finding.check().rfc());
        optional(json, "until", finding.until());
        json.writeArrayFieldStart("steps");
        for (var step : finding.steps()) {
            json.writeStartObject();
            json.writeStringField("text", step.text());
            optional(json, "command", step.command());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }
}
