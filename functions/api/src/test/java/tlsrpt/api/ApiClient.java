package tlsrpt.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// Asks the function as API Gateway does, with the text of an event.
record ApiClient(ApiFunction function) {

    private static final JsonFactory JSON = new JsonFactory();

    record Said(int status, Map<String, String> headers, String body) {}

    Said get(String path) throws IOException {
        return ask("GET", path, "{}", "{}");
    }

    @SuppressWarnings("NullAway") // nothing reads the context
    Said ask(String method, String address, String headers, String claims) throws IOException {
        int question = address.indexOf('?');
        var event = """
                {"version":"2.0","routeKey":"$default","rawPath":"%s","rawQueryString":"%s","cookies":["a=b"],"headers":%s,
                 "requestContext":{"accountId":"1","authorizer":{"jwt":{"claims":%s,"scopes":["tlsrpt/read"]}},
                   "http":{"method":"%s","path":"/x","sourceIp":"192.0.2.1"},"stage":"$default"},"isBase64Encoded":false}
                """.formatted(
                        question < 0 ? address : address.substring(0, question),
                        question < 0 ? "" : address.substring(question + 1),
                        headers,
                        claims,
                        method);
        var out = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, null);
        return said(out.toByteArray());
    }

    private static Said said(byte[] answer) throws IOException {
        int status = 0;
        var headers = new HashMap<String, String>();
        var body = new byte[0];
        try (var json = JSON.createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "statusCode" -> status = json.getIntValue();
                    case "body" -> body = Base64.getDecoder().decode(json.getText());
                    case "headers" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            headers.put(json.currentName(), json.nextTextValue());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        if ("gzip".equals(headers.get("content-encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new Said(status, headers, new String(body, StandardCharsets.UTF_8));
    }
}
