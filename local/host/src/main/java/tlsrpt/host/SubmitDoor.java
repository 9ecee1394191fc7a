package tlsrpt.host;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import tlsrpt.submit.Submit;

/// `/v1/tlsrpt`: hands a request to submit as API Gateway does, as an event of an HTTP API (payload 2.0).
///
/// What waits for the rest of large bodies is bounded, all together. Ordinary reports are small and are always taken,
/// whoever else is about.
final class SubmitDoor {

    private static final int SMALL = 1 << 16;

    private final Gateway gateway;
    /// In blocks of 64 KB, an eighth of the memory: an event holds its body several times over.
    private final Semaphore large = new Semaphore((int) (Runtime.getRuntime().maxMemory() / 8 / SMALL));
    private final Semaphore events = new Semaphore(2);

    SubmitDoor(RequestStreamHandler submit) {
        this.gateway = new Gateway(submit);
    }

    Answer answer(HttpExchange exchange) throws IOException {
        int blocks = 0;
        try {
            if (length(exchange) > Submit.MAX_BYTES) {
                return tooLarge();
            }
            var body = new ByteArrayOutputStream();
            var buffer = new byte[1 << 13];
            var in = exchange.getRequestBody();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                body.write(buffer, 0, n);
                if (body.size() > Submit.MAX_BYTES) {
                    return tooLarge();
                }
                if (body.size() > (blocks + 1) * SMALL) {
                    if (!large.tryAcquire()) {
                        return Answer.last(503, "Too many large reports at once.", "retry-after", "60");
                    }
                    blocks++;
                }
            }
            return blocks == 0
                    ? gateway.invoke(exchange, body.toByteArray())
                    : invokeInTurn(exchange, body.toByteArray());
        } finally {
            large.release(blocks);
        }
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
            return 0; // the server has its own view of it
        }
    }

    private Answer invokeInTurn(HttpExchange exchange, byte[] body) throws IOException {
        events.acquireUninterruptibly();
        try {
            return gateway.invoke(exchange, body);
        } finally {
            events.release();
        }
    }
}
