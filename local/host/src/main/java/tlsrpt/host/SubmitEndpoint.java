package tlsrpt.host;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import tlsrpt.sqlite.DatabaseException;
import tlsrpt.submit.Network;
import tlsrpt.submit.Submit;

/// `/v1/tlsrpt`: receives reports by POST. A 2xx response means that the report is on disk; a 5xx response asks the
/// sender to retry.
final class SubmitEndpoint {

    private static final String AN_HOUR = "3600";

    private final Submit submit;
    private final FreeSpace room;
    /// A quarter of the memory: a body is there twice for the moment in which it is put together.
    private final Bodies bodies = new Bodies(Runtime.getRuntime().maxMemory() / 4);

    SubmitEndpoint(Submit submit, FreeSpace room) {
        this.submit = submit;
        this.room = room;
    }

    /// @param client who sends it
    Answer answer(HttpExchange exchange, InetAddress client) throws IOException {
        if (length(exchange) > Submit.MAX_BYTES) {
            return tooLarge();
        }
        boolean isPost = exchange.getRequestMethod().equals("POST");
        if (isPost && room.isLow()) {
            return full();
        }
        try (var body = bodies.begin()) {
            var bytes = body.read(exchange.getRequestBody(), Submit.MAX_BYTES);
            return bytes.isEmpty() ? tooLarge() : answer(exchange, client, bytes.get());
        } catch (Bodies.NoRoomException _) {
            return Answer.last(503, "Too many reports at once. Please send it again.", "retry-after", "60");
        }
    }

    private Answer answer(HttpExchange exchange, InetAddress client, byte[] body) {
        try {
            var answer = submit.answer(exchange.getRequestMethod(), body, Network.of(client));
            var headers = new HashMap<>(answer.headers());
            headers.put("content-type", "text/plain; charset=utf-8");
            headers.put("x-content-type-options", "nosniff");
            return new Answer(answer.status(), headers, answer.line() + "\n");
        } catch (DatabaseException e) {
            return e.fault() == DatabaseException.Fault.FULL
                    ? full()
                    : Answer.last(503, "The report could not be stored. Please send it again.", "retry-after", "300");
        }
    }

    private static Answer full() {
        return Answer.last(507, "The disk is almost full. Please send the report again.", "retry-after", AN_HOUR);
    }

    private static Answer tooLarge() {
        return Answer.last(
                413, "The body is larger than " + Submit.MAX_BYTES + " bytes.", "x-content-type-options", "nosniff");
    }

    private static long length(HttpExchange exchange) {
        var length = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException _) {
            return 0; // The server has its own view of it.
        }
    }
}
