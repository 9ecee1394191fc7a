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

    /// A change, asked for by somebody of these groups with a token of this scope.
    static String act(String action, String scope, List<String> groups, Map<String, String> besides) {
        var payload = new Tree(Map.of("cognito:groups", groups)).json();
        var headers = new HashMap<>(Map.of(
                "host",
                "reports.example.com",
                "content-type",
                "application/json",
                "authorization",
                "Bearer e30."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                        + ".c2ln"));
        headers.putAll(besides);
        var claims = Map.of("scope", scope, "sub", "someone", "cognito:groups", "[" + String.join(" ", groups) + "]");
        return new Tree(Map.of(
                        "rawPath",
                        "/v1/actions",
                        "headers",
                        headers,
                        "requestContext",
                        Map.of("http", Map.of("method", "POST"), "authorizer", Map.of("jwt", Map.of("claims", claims))),
                        "isBase64Encoded",
                        false,
                        "body",
                        action))
                .json();
    }

    /// One that may be made.
    static String act(String action) {
        return act(action, "openid tlsrpt/read tlsrpt/write", List.of("writers"), Map.of());
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
