package tlsrpt.host;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Hands requests to a function as API Gateway does, as events of an HTTP API (payload 2.0).
public final class Gateway {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MILLIS = 30_000;

    private final RequestStreamHandler function;

    public Gateway(RequestStreamHandler function) {
        this.function = function;
    }

    public Answer invoke(HttpExchange exchange, byte[] body) throws IOException {
        return invoke(exchange, body, Map.of());
    }

    /// @param claims of the access token, where one was checked
    Answer invoke(HttpExchange exchange, byte[] body, Map<String, String> claims) throws IOException {
        var event = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(event)) {
            json.writeStartObject();
            json.writeStringField("version", "2.0");
            json.writeStringField("rawPath", exchange.getRequestURI().getPath());
            var query = exchange.getRequestURI().getRawQuery();
            json.writeStringField("rawQueryString", query == null ? "" : query);
            headers(json, exchange);
            context(json, exchange, claims);
            json.writeBooleanField("isBase64Encoded", true);
            json.writeBinaryField("body", body);
            json.writeEndObject();
        }
        var answer = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event.toByteArray()), answer, new HostContext(() -> MILLIS));
        return read(answer.toByteArray());
    }

    private static void headers(JsonGenerator json, HttpExchange exchange) throws IOException {
        json.writeObjectFieldStart("headers");
        for (var header : exchange.getRequestHeaders().entrySet()) {
            json.writeStringField(header.getKey().toLowerCase(Locale.ROOT), String.join(",", header.getValue()));
        }
        json.writeEndObject();
    }

    private static void context(JsonGenerator json, HttpExchange exchange, Map<String, String> claims)
            throws IOException {
        json.writeObjectFieldStart("requestContext");
        json.writeObjectFieldStart("http");
        json.writeStringField("method", exchange.getRequestMethod());
        json.writeEndObject();
        json.writeObjectFieldStart("authorizer");
        json.writeObjectFieldStart("jwt");
        json.writeObjectFieldStart("claims");
        for (var claim : claims.entrySet()) {
            json.writeStringField(claim.getKey(), claim.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static Answer read(byte[] answer) throws IOException {
        int status = 500;
        Map<String, String> headers = Map.of();
        var body = "";
        boolean base64 = false;
        try (var json = JSON.createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "statusCode" -> status = json.getIntValue();
                    case "body" -> body = json.getText();
                    case "isBase64Encoded" -> base64 = json.getBooleanValue();
                    case "headers" -> headers = texts(json);
                    default -> json.skipChildren();
                }
            }
        }
        return base64
                ? new Answer(status, headers, Base64.getDecoder().decode(body))
                : new Answer(status, headers, body);
    }

    private static Map<String, String> texts(JsonParser json) throws IOException {
        var texts = new HashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            texts.put(json.currentName(), json.nextTextValue());
        }
        return texts;
    }
}
