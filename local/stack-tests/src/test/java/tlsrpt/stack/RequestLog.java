package tlsrpt.stack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Every request that the packages sent, in `target/requests.jsonl`, for the judges in `.ci/judges`. One JSON object
/// per line: the stack, then its requests.
final class RequestLog {

    private static final Path FILE = Path.of("target", "requests.jsonl");

    void begin(Map<String, String> parameters, Map<String, String> names) {
        append(Map.of("parameters", parameters, "names", names));
    }

    void write(String who, String service, HttpExchange exchange, byte[] body, int status) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        append(Map.of(
                "who", who,
                "service", service,
                "method", exchange.getRequestMethod(),
                "path", exchange.getRequestURI().toString(),
                "headers", headers,
                "body", Base64.getEncoder().encodeToString(body),
                "status", status));
    }

    private static synchronized void append(Map<String, Object> entry) {
        try {
            Files.writeString(
                    FILE, new Tree(entry).json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
