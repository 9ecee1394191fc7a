package tlsrpt.api;

import java.util.Map;

/// An error response for a request that cannot be answered. Spec: RFC 9457
///
/// Thrown when a request is found to be invalid, mostly while its parameters are read.
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Invalid request",
            403, "Access denied",
            404, "Not found",
            405, "Method not allowed",
            413, "Too large",
            503, "Please try again");

    private final int status;
    private final String detail;

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
    }

    Answer answer() {
        var body = Answer.object(json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", TITLES.getOrDefault(status, "Request failed"));
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        });
        return Answer.of(status, "application/problem+json", body).with("cache-control", "no-store");
    }
}
