package tlsrpt.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What parsedmarc writes of SMTP TLS reports, such as `smtp_tls.json`: an array of reports, or one report after the
/// other, whose members have other names than in RFC 8460. Each is turned back into a report of the RFC.
final class ParsedmarcJson {

    private static final int HEAD = 4_096;
    private static final int DEEPEST = 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    /// The members of a report as parsedmarc and the RFC name them.
    private static final Map<String, String> REPORT =
            Map.of("organization_name", "organization-name", "contact_info", "contact-info", "report_id", "report-id");

    private static final Map<String, String> POLICY = Map.of(
            "policy_type", "policy-type",
            "policy_strings", "policy-string",
            "policy_domain", "policy-domain",
            "mx_host_patterns", "mx-host");
    private static final Map<String, String> SUMMARY = Map.of(
            "successful_session_count", "total-successful-session-count",
            "failed_session_count", "total-failure-session-count");
    private static final Map<String, String> DETAIL = Map.of(
            "result_type", "result-type",
            "failed_session_count", "failed-session-count",
            "sending_mta_ip", "sending-mta-ip",
            "receiving_ip", "receiving-ip",
            "receiving_mx_hostname", "receiving-mx-hostname",
            "receiving_mx_helo", "receiving-mx-helo",
            "additional_info_uri", "additional-information",
            "failure_reason_code", "failure-reason-code");

    private ParsedmarcJson() {}

    /// Is given each report.
    interface Listener {
        void report(byte[] report) throws IOException, InterruptedException;
    }

    /// Returns whether a file looks like it.
    static boolean isIn(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            var head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8).stripLeading();
            return (head.startsWith("[") || head.startsWith("{"))
                    && head.contains("\"organization_name\"")
                    && head.contains("\"begin_date\"");
        }
    }

    /// Reads every report of a file.
    ///
    /// @throws IOException with the reason, if it is something else; what came before was given
    static void read(InputStream in, Listener listener) throws IOException, InterruptedException {
        try (var json = JSON.createParser(in)) {
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    listener.report(report(object(json)));
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    throw new IOException("it has a value outside the reports");
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "invalid parsedmarc JSON at line " + e.getLocation().getLineNr(), e);
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        var members = new LinkedHashMap<String, Object>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            var value = value(json);
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                var list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    var element = value(json);
                    if (element != null) {
                        list.add(element);
                    }
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    private static byte[] report(Map<String, Object> report) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            renamed(json, report, REPORT);
            json.writeObjectFieldStart("date-range");
            renamed(json, report, Map.of("begin_date", "start-datetime", "end_date", "end-datetime"));
            json.writeEndObject();
            json.writeArrayFieldStart("policies");
            for (var policy : objects(report.get("policies"))) {
                json.writeStartObject();
                json.writeObjectFieldStart("policy");
                renamed(json, policy, POLICY);
                json.writeEndObject();
                json.writeObjectFieldStart("summary");
                renamed(json, policy, SUMMARY);
                json.writeEndObject();
                json.writeArrayFieldStart("failure-details");
                for (var detail : objects(policy.get("failure_details"))) {
                    json.writeStartObject();
                    renamed(json, detail, DETAIL);
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void renamed(JsonGenerator json, Map<?, ?> from, Map<String, String> names) throws IOException {
        for (var member : from.entrySet()) {
            var name = names.get(String.valueOf(member.getKey()));
            if (name != null) {
                json.writeFieldName(name);
                write(json, member.getValue());
            }
        }
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case Long number -> json.writeNumber(number);
            case List<?> list -> {
                json.writeStartArray();
                for (var element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case null, default -> json.writeString(String.valueOf(value));
        }
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        var objects = new ArrayList<Map<?, ?>>();
        if (value instanceof List<?> list) {
            for (var element : list) {
                if (element instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }
}
