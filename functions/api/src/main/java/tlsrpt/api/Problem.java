package tlsrpt.api;

import java.util.Map;

/// Why there is no answer, in plain words. Spec: RFC 9457
///
/// It is thrown where a request turns out to ask for what cannot be: deep in reading its parameters, mostly.
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Invalid request",
            403, "Not for this account",
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
