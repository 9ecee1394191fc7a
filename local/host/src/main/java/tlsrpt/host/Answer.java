package tlsrpt.host;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What the host answers.
public final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    Answer(int status, Map<String, String> headers, String body) {
        this(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// In our own words.
    static Answer of(int status, String line) {
        return new Answer(status, Map.of("content-type", "text/plain; charset=utf-8"), line + "\n");
    }

    Answer with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Answer(status, all, body);
    }

    /// After which the connection ends.
    static Answer last(int status, String line, String header, String value) {
        return new Answer(
                status,
                Map.of("content-type", "text/plain; charset=utf-8", "connection", "close", header, value),
                line + "\n");
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body;
    }

    boolean isLast() {
        return "close".equals(headers.get("connection"));
    }
}
