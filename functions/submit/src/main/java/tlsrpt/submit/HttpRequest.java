package tlsrpt.submit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The few fields of an HTTP API event (payload 2.0) that matter here. The content type is none of them: senders give
/// any, and the bytes tell.
final class HttpRequest {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE) // the API's own limit is 10 MB
                    .build())
            .build();

    private final String method;
    private final byte[] body;

    HttpRequest(String method, byte[] body) {
        this.method = method;
        this.body = body;
    }

    String method() {
        return method;
    }

    byte[] body() {
        return body;
    }

    static HttpRequest read(InputStream event) throws IOException {
        var method = "";
        var body = "";
        boolean base64 = false;
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "requestContext" -> method = method(json);
                    case "body" -> body = json.getValueAsString("");
                    case "isBase64Encoded" -> base64 = json.getValueAsBoolean();
                    default -> json.skipChildren();
                }
            }
        }
        return new HttpRequest(
                method, base64 ? Base64.getMimeDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8));
    }

    /// `requestContext.http.method`
    private static String method(JsonParser json) throws IOException {
        var method = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean http = "http".equals(json.currentName());
            json.nextToken();
            if (!http) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isMethod = "method".equals(json.currentName());
                json.nextToken();
                if (isMethod) {
                    method = json.getText();
                }
                json.skipChildren();
            }
        }
        return method;
    }
}
