package tlsrpt.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes reports as RFC 8460 JSON: one order of keys, lists always as arrays, dates as UTC instants, and what the
/// report lacks left out.
public final class ReportWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final boolean explained;

    private ReportWriter(boolean explained) {
        this.explained = explained;
    }

    /// The report as RFC 8460 has it, without blanks: the same report always gives the same bytes.
    public static byte[] canonical(Report report) {
        var out = new ByteArrayOutputStream(2048);
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            new ReportWriter(false).fields(json, report);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// The members of the report into an object that is open, each failure detail with our `diagnosis` beside the
    /// RFC's keys.
    public static void explained(JsonGenerator json, Report report) throws IOException {
        new ReportWriter(true).fields(json, report);
    }

    private void fields(JsonGenerator json, Report report) throws IOException {
        text(json, "organization-name", report.organizationName());
        json.writeObjectFieldStart("date-range");
        json.writeStringField("start-datetime", report.dateRange().start().toString());
        json.writeStringField("end-datetime", report.dateRange().end().toString());
        json.writeEndObject();
        text(json, "contact-info", report.contactInfo());
        text(json, "report-id", report.reportId());
        json.writeArrayFieldStart("policies");
        for (var result : report.policies()) {
            result(json, result);
        }
        json.writeEndArray();
    }

    private void result(JsonGenerator json, PolicyResult result) throws IOException {
        var policy = result.policy();
        json.writeStartObject();
        json.writeObjectFieldStart("policy");
        text(json, "policy-type", policy.type() == null ? null : policy.type().token());
        texts(json, "policy-string", policy.policyString());
        text(json, "policy-domain", policy.policyDomain());
        texts(json, "mx-host", policy.mxHost());
        json.writeEndObject();
        json.writeObjectFieldStart("summary");
        count(json, "total-successful-session-count", result.summary().totalSuccessfulSessionCount());
        count(json, "total-failure-session-count", result.summary().totalFailureSessionCount());
        json.writeEndObject();
        if (!result.failureDetails().isEmpty()) {
            json.writeArrayFieldStart("failure-details");
            for (var detail : result.failureDetails()) {
                detail(json, policy, detail);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void detail(JsonGenerator json, Policy policy, FailureDetail detail) throws IOException {
        json.writeStartObject();
        text(
                json,
                "result-type",
                detail.resultType() == null ? null : detail.resultType().token());
        text(json, "sending-mta-ip", detail.sendingMtaIp());
        text(json, "receiving-mx-hostname", detail.receivingMxHostname());
        text(json, "receiving-mx-helo", detail.receivingMxHelo());
        text(json, "receiving-ip", detail.receivingIp());
        count(json, "failed-session-count", detail.failedSessionCount());
        text(json, "additional-information", detail.additionalInformation());
        text(json, "failure-reason-code", detail.failureReasonCode());
        if (explained) {
            json.writeStringField("diagnosis", Diagnosis.of(policy, detail).token());
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String key, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(key, value);
        }
    }

    private static void texts(JsonGenerator json, String key, List<String> values) throws IOException {
        json.writeArrayFieldStart(key);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void count(JsonGenerator json, String key, @Nullable Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(key, value);
        }
    }
}
