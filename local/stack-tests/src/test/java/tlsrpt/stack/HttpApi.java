package tlsrpt.stack;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Events as an HTTP API makes them of requests (payload 2.0).
final class HttpApi {

    /// Seen of AWS, which documents only `isBase64Encoded`: bodies of these types are text, all others Base64. See
    /// docs/aws-check.md.
    private static final List<String> TEXT =
            List.of("text/", "application/json", "application/xml", "application/javascript");

    private HttpApi() {}

    static String get(String path, String query) {
        return new Tree(Map.of(
                        "rawPath",
                        path,
                        "rawQueryString",
                        query,
                        "requestContext",
                        Map.of("http", Map.of("method", "GET"))))
                .json();
    }

    static String post(@Nullable String contentType, byte[] body) {
        return post(contentType, body, null);
    }

    /// @param client its address
    static String post(@Nullable String contentType, byte[] body, @Nullable String client) {
        boolean text = contentType != null && TEXT.stream().anyMatch(contentType::startsWith);
        var http = new HashMap<String, Object>(Map.of("method", "POST", "path", "/v1/tlsrpt"));
        if (client != null) {
            http.put("sourceIp", client);
        }
        var event = new HashMap<String, Object>(Map.of(
                "version",
                "2.0",
                "requestContext",
                Map.of("http", http),
                "isBase64Encoded",
                !text,
                // Invalid UTF-8 is replaced in a text.
                "body",
                text
                        ? new String(body, StandardCharsets.UTF_8)
                        : Base64.getEncoder().encodeToString(body)));
        if (contentType != null) {
            event.put("headers", Map.of("content-type", contentType));
        }
        return new Tree(event).json();
    }
}
