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
///
/// By content type, API Gateway passes a body on as Base64 or, if it is `text/*` or `application/json`, as text. Bytes
/// that are invalid UTF-8 are replaced in that text, so nothing compressed survives it.
final class HttpRequest {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE) // the API's own limit is 10 MB
                    .build())
            .build();

    private static final String REPLACED = "\uFFFD";

    private final String method;
    private final byte[] body;
    private final boolean damaged;

    private HttpRequest(String method, byte[] body, boolean damaged) {
        this.method = method;
        this.body = body;
        this.damaged = damaged;
    }

    String method() {
        return method;
    }

    byte[] body() {
        return body;
    }

    /// Returns whether compressed bytes were passed on as text, which destroyed them.
    boolean isDamaged() {
        return damaged;
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
        return base64
                ? new HttpRequest(method, Base64.getMimeDecoder().decode(body), false)
                : new HttpRequest(method, body.getBytes(StandardCharsets.UTF_8), isDamaged(body));
    }

    /// The first bytes of gzip and of UTF-16 are invalid UTF-8; those of zip are valid, but not all that follow.
    private static boolean isDamaged(String text) {
        return text.startsWith("\u001F")
                || text.startsWith(REPLACED)
                || (text.startsWith("PK") && text.contains(REPLACED));
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
