package tlsrpt.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A short answer in JSON that nobody may keep.
public record Reply(int status, Map<String, String> headers, String body) {

    private static final JsonFactory JSON = new JsonFactory();

    public Reply {
        headers = Map.copyOf(headers);
    }

    /// What someone writes into an open object.
    public interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    public static Reply of(Members members) {
        return of(200, "application/json", members);
    }

    /// Spec: RFC 9457
    public static Reply problem(int status, String title, String detail) {
        return of(status, "application/problem+json", json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        });
    }

    private static Reply of(int status, String type, Members members) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply(
                status,
                Map.of("content-type", type, "cache-control", "no-store", "x-content-type-options", "nosniff"),
                text.toString());
    }

    /// Writes it as API Gateway takes it.
    public void write(OutputStream out) throws IOException {
        write(out, status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes any answer as API Gateway takes it.
    public static void write(OutputStream out, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", status);
            json.writeObjectFieldStart("headers");
            for (var header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeBooleanField("isBase64Encoded", true);
            json.writeBinaryField("body", body);
            json.writeEndObject();
        }
    }
}
