package tlsrpt.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/// The few fields of an HTTP API event (payload 2.0) that matter here.
///
/// @param query as it was written, without the question mark
/// @param headers by lower-case name
/// @param claims of the access token that the HTTP API checked
public record Request(
        String method, String path, String query, Map<String, String> headers, Map<String, String> claims) {

    private static final JsonFactory JSON = new JsonFactory();

    public Request {
        headers = Map.copyOf(headers);
        claims = Map.copyOf(claims);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    static Request read(InputStream event) throws IOException {
        var texts = new HashMap<String, String>();
        var headers = new HashMap<String, String>();
        var claims = new HashMap<String, String>();
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "rawPath", "rawQueryString" -> texts.put(field, json.getValueAsString(""));
                    case "headers" -> texts(json, headers);
                    case "requestContext" -> context(json, texts, claims);
                    default -> json.skipChildren();
                }
            }
        }
        return new Request(
                texts.getOrDefault("method", ""),
                texts.getOrDefault("rawPath", "/"),
                texts.getOrDefault("rawQueryString", ""),
                headers,
                claims);
    }

    /// `requestContext.http.method` and `requestContext.authorizer.jwt.claims`
    private static void context(JsonParser json, Map<String, String> texts, Map<String, String> claims)
            throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "http" -> texts(json, texts);
                case "authorizer" -> authorizer(json, claims);
                default -> json.skipChildren();
            }
        }
    }

    private static void authorizer(JsonParser json, Map<String, String> claims) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "jwt" -> authorizer(json, claims);
                case "claims" -> texts(json, claims);
                default -> json.skipChildren();
            }
        }
    }

    private static void texts(JsonParser json, Map<String, String> texts) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            if (json.nextToken().isScalarValue()) {
                texts.put(field, json.getValueAsString(""));
            } else {
                json.skipChildren();
            }
        }
    }
}
