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

    /// What matters of `requestContext.http`.
    private record Http(String method, String client) {}

    private final Http http;
    private final byte[] body;
    private final boolean damaged;

    private HttpRequest(Http http, byte[] body, boolean damaged) {
        this.http = http;
        this.body = body;
        this.damaged = damaged;
    }

    String method() {
        return http.method;
    }

    /// Returns the address of the client.
    String client() {
        return http.client;
    }

    byte[] body() {
        return body;
    }

    /// Returns whether compressed bytes were passed on as text, which destroyed them.
    boolean isDamaged() {
        return damaged;
    }

    static HttpRequest read(InputStream event) throws IOException {
        var http = new Http("", "");
        var body = "";
        boolean base64 = false;
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "requestContext" -> http = http(json);
                    case "body" -> body = json.getValueAsString("");
                    case "isBase64Encoded" -> base64 = json.getValueAsBoolean();
                    default -> json.skipChildren();
                }
            }
        }
        return base64
                ? new HttpRequest(http, Base64.getMimeDecoder().decode(body), false)
                : new HttpRequest(http, body.getBytes(StandardCharsets.UTF_8), isDamaged(body));
    }

    /// The first bytes of gzip and of UTF-16 are invalid UTF-8; those of zip are valid, but not all that follow.
    private static boolean isDamaged(String text) {
        return text.startsWith("\u001F")
                || text.startsWith(REPLACED)
                || (text.startsWith("PK") && text.contains(REPLACED));
    }

    /// `requestContext.http`: its `method` and `sourceIp`
    private static Http http(JsonParser json) throws IOException {
        var method = "";
        var client = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean http = "http".equals(json.currentName());
            json.nextToken();
            if (!http) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "method" -> method = json.getText();
                    case "sourceIp" -> client = json.getText();
                    default -> json.skipChildren();
                }
            }
        }
        return new Http(method, client);
    }
}
