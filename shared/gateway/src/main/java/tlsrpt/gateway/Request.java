package tlsrpt.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The few fields of an HTTP API event (payload 2.0) that matter here.
///
/// @param query as it was written, without the question mark
/// @param headers by lower-case name
/// @param claims of the access token that the HTTP API checked
/// @param body as UTF-8; empty where there is none or nobody asks for it
public record Request(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        Map<String, String> claims,
        String body) {

    private static final JsonFactory JSON = new JsonFactory();

    public Request {
        headers = Map.copyOf(headers);
        claims = Map.copyOf(claims);
    }

    public Request(String method, String path, String query, Map<String, String> headers, Map<String, String> claims) {
        this(method, path, query, headers, claims, "");
    }

    /// Returns a header, or an empty text.
    ///
    /// @param name lower-case
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// Reads an event.
    ///
    /// @throws IllegalArgumentException if the body is said to be Base64 and is not
    public static Request read(InputStream event) throws IOException {
        var texts = new HashMap<String, String>();
        var headers = new HashMap<String, String>();
        var claims = new HashMap<String, String>();
        try (var json = JSON.createParser(event)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "rawPath", "rawQueryString", "body", "isBase64Encoded" ->
                        texts.put(field, json.getValueAsString(""));
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
                claims,
                body(texts));
    }

    private static String body(Map<String, String> texts) {
        var body = texts.getOrDefault("body", "");
        return texts.getOrDefault("isBase64Encoded", "").equals("true")
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
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
