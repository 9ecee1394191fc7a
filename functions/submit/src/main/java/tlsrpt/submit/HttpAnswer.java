package tlsrpt.submit;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// A one-line response with a fixed text. It never echoes input and never redirects, because clients do not follow
/// redirects (RFC 8460 does not mention them).
public record HttpAnswer(int status, String line, Map<String, String> headers) {

    private static final JsonFactory JSON = new JsonFactory();

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    static HttpAnswer of(int status, String line) {
        return new HttpAnswer(status, line, Map.of());
    }

    void write(OutputStream out) throws IOException {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", status);
            json.writeObjectFieldStart("headers");
            json.writeStringField("content-type", "text/plain; charset=utf-8");
            json.writeStringField("x-content-type-options", "nosniff");
            for (var header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeStringField("body", line + "\n");
            json.writeEndObject();
        }
    }
}
