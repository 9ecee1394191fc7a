package tlsrpt.host;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import tlsrpt.console.Tally;

/// Hands the queue to ingest, batch by batch, as SQS and Lambda do.
final class IngestLoop implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int PLENTY_OF_MILLIS = 60_000;

    private final Queue queue;
    private final RequestStreamHandler ingest;
    private final Consumer<Happening> audience;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Tally>> awaited = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("ingest").unstarted(this::run);
    private volatile boolean stopping;

    /// @param ingest makes the function that writes its journal to the stream
    /// @param audience hears of all that happens
    IngestLoop(Queue queue, Function<PrintStream, RequestStreamHandler> ingest, Consumer<Happening> audience) {
        this.queue = queue;
        this.ingest = ingest.apply(new PrintStream(new Lines(this::hear), false, StandardCharsets.UTF_8));
        this.audience = audience;
    }

    void start() {
        thread.start();
    }

    /// What will have become of the object when it has been worked on; to be asked for before it is put.
    CompletableFuture<Tally> outcome(String key) {
        return awaited.computeIfAbsent(key, _ -> new CompletableFuture<>());
    }

    private void run() {
        while (!stopping) {
            try {
                var batch = queue.next();
                if (!batch.isEmpty()) {
                    settle(batch, deliver(batch));
                }
            } catch (IOException e) {
                audience.accept(trouble(e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// The ids of those that failed.
    private Set<String> deliver(List<Queue.Entry> batch) {
        tallies.clear();
        var answer = new ByteArrayOutputStream();
        try {
            ingest.handleRequest(
                    new ByteArrayInputStream(event(batch)),
                    answer,
                    new HostContext(() -> stopping ? 0 : PLENTY_OF_MILLIS));
            return failures(answer.toByteArray());
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            audience.accept(trouble(e));
            return Set.copyOf(batch.stream().map(Queue.Entry::id).toList());
        }
    }

    private void settle(List<Queue.Entry> batch, Set<String> failed) throws IOException {
        for (var entry : batch) {
            if (!failed.contains(entry.id())) {
                queue.done(entry);
                settled(entry.key());
            } else if (!stopping && !queue.again(entry)) {
                tallies.computeIfAbsent(entry.key(), _ -> new Tally()).add(Tally.FAILED, 1);
                settled(entry.key());
            }
        }
        queue.settled();
    }

    private void settled(String key) {
        var waiting = awaited.remove(key);
        if (waiting != null) {
            var tally = tallies.get(key);
            waiting.complete(tally == null ? new Tally() : tally);
        }
    }

    private void hear(String line) {
        Happening.of(line).ifPresent(happening -> {
            tallies.computeIfAbsent(happening.key(), _ -> new Tally()).add(happening.outcome(), 1);
            audience.accept(happening);
        });
    }

    private static Happening trouble(Throwable e) {
        return new Happening(Map.of("event", "failed", "detail", e.toString()));
    }

    private static byte[] event(List<Queue.Entry> batch) throws IOException {
        var event = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(event)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Records");
            for (var entry : batch) {
                json.writeStartObject();
                json.writeStringField("messageId", entry.id());
                json.writeStringField("eventSource", "aws:sqs");
                json.writeObjectFieldStart("attributes");
                json.writeStringField("ApproximateReceiveCount", String.valueOf(entry.received()));
                json.writeEndObject();
                json.writeStringField("body", notification(entry));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return event.toByteArray();
    }

    private static String notification(Queue.Entry entry) throws IOException {
        var body = new StringWriter();
        try (var json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Records");
            json.writeStartObject();
            json.writeStringField("eventSource", "aws:s3");
            json.writeStringField("eventName", entry.copied() ? "ObjectCreated:Copy" : "ObjectCreated:Put");
            json.writeObjectFieldStart("s3");
            json.writeObjectFieldStart("bucket");
            json.writeStringField("name", FolderS3.BUCKET);
            json.writeEndObject();
            json.writeObjectFieldStart("object");
            json.writeStringField("key", URLEncoder.encode(entry.key(), StandardCharsets.UTF_8));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return body.toString();
    }

    private static Set<String> failures(byte[] answer) throws IOException {
        var failures = new HashSet<String>();
        try (var json = JSON.createParser(answer)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING && "itemIdentifier".equals(json.currentName())) {
                    failures.add(json.getText());
                }
            }
        }
        return failures;
    }

    /// Ends after the report at hand; what is left is taken up at the next start.
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
