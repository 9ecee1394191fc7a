package tlsrpt.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import tlsrpt.submit.Submit;

/// `/v1/tlsrpt`: hands a request to submit as API Gateway does, as an event of an HTTP API (payload 2.0).
///
/// What waits for the rest of large bodies is bounded, all together. Ordinary reports are small and are always taken,
/// whoever else is about.
final class SubmitDoor {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SMALL = 1 << 16;
    private static final int MILLIS = 30_000;

    private final RequestStreamHandler submit;
    /// In blocks of 64 KB, an eighth of the memory: an event holds its body several times over.
    private final Semaphore large = new Semaphore((int) (Runtime.getRuntime().maxMemory() / 8 / SMALL));
    private final Semaphore events = new Semaphore(2);

    SubmitDoor(RequestStreamHandler submit) {
        this.submit = submit;
    }

    /// @param body in words of ours
    record Answer(int status, Map<String, String> headers, String body) {

        Answer {
            headers = Map.copyOf(headers);
        }

        static Answer of(int status, String line) {
            return new Answer(status, Map.of("content-type", "text/plain; charset=utf-8"), line + "\n");
        }

        boolean isLast() {
            return "close".equals(headers.get("connection"));
        }

        private static Answer last(int status, String line, String header, String value) {
            return new Answer(
                    status,
                    Map.of("content-type", "text/plain; charset=utf-8", "connection", "close", header, value),
                    line + "\n");
        }
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
            return blocks == 0 ? invoke(exchange, body.toByteArray()) : invokeInTurn(exchange, body.toByteArray());
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
            return invoke(exchange, body);
        } finally {
            events.release();
        }
    }

    private Answer invoke(HttpExchange exchange, byte[] body) throws IOException {
        var event = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(event)) {
            json.writeStartObject();
            json.writeStringField("version", "2.0");
            json.writeStringField("rawPath", exchange.getRequestURI().getPath());
            json.writeObjectFieldStart("requestContext");
            json.writeObjectFieldStart("http");
            json.writeStringField("method", exchange.getRequestMethod());
            json.writeEndObject();
            json.writeEndObject();
            json.writeBooleanField("isBase64Encoded", true);
            json.writeBinaryField("body", body);
            json.writeEndObject();
        }
        var answer = new ByteArrayOutputStream();
        submit.handleRequest(new ByteArrayInputStream(event.toByteArray()), answer, new HostContext(() -> MILLIS));
        return read(answer.toByteArray());
    }

    private static Answer read(byte[] answer) throws IOException {
        int status = 500;
        var headers = new HashMap<String, String>();
        var body = "";
        try (var json = JSON.createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "statusCode" -> status = json.getIntValue();
                    case "body" -> body = json.getText();
                    case "headers" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            headers.put(json.currentName(), json.nextTextValue());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        return new Answer(status, headers, body);
    }
}
