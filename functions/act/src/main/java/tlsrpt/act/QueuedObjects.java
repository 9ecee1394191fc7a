package tlsrpt.act;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tlsrpt.actions.Reprocessing;
import tlsrpt.table.Bucket;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// Has objects read again: the queue is told of them as S3 tells it of a copy.
final class QueuedObjects implements Reprocessing {

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> PREFIXES = List.of("mail/", "https/", "import/");
    private static final String PARTITION = "REPROCESSED";
    /// Longer than it takes to read one, as a rule. A queue cannot be asked what is in it.
    private static final Duration WAITS = Duration.ofMinutes(2);
    /// S3: "The object key name is a sequence of Unicode characters with UTF-8 encoding of up to 1,024 bytes long."
    /// DynamoDB's sort keys are as long.
    private static final int LONGEST_KEY = 1_024;

    private final Bucket bucket;
    private final String bucketName;
    private final Table table;
    private final Clock clock;
    private final Consumer<List<String>> queue;

    /// @param queue sends messages
    QueuedObjects(Bucket bucket, String bucketName, Table table, Clock clock, Consumer<List<String>> queue) {
        this.bucket = bucket;
        this.bucketName = bucketName;
        this.table = table;
        this.clock = clock;
        this.queue = queue;
    }

    @Override
    public boolean exists(String object) {
        boolean isRaw = PREFIXES.stream().anyMatch(object::startsWith)
                && object.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
        if (!isRaw) {
            return false;
        }
        var found = bucket.open(object);
        found.ifPresent(stored -> {
            try {
                stored.content().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found.isPresent();
    }

    @Override
    public boolean isWaiting(String object) {
        long now = clock.instant().getEpochSecond();
        return table.get(key(object)).map(item -> item.number("expires") > now).orElse(false);
    }

    @Override
    public Optional<String> reprocess(String object) {
        queue.accept(List.of(message(object)));
        table.write(Write.put(Item.at(key(object))
                .put("expires", clock.instant().plus(WAITS).getEpochSecond())
                .item()));
        return Optional.empty();
    }

    /// Those that are gone are left out when their turn comes.
    @Override
    public int queue(List<String> objects) {
        queue.accept(objects.stream().map(this::message).toList());
        return objects.size();
    }

    private static Key key(String object) {
        return new Key(PARTITION, object);
    }

    /// Spec: Amazon S3 User Guide, event message structure
    private String message(String object) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Records");
            json.writeStartObject();
            json.writeStringField("eventSource", "tlsrpt");
            json.writeStringField("eventName", "ObjectCreated:Copy");
            json.writeObjectFieldStart("s3");
            json.writeObjectFieldStart("bucket");
            json.writeStringField("name", bucketName);
            json.writeEndObject();
            json.writeObjectFieldStart("object");
            json.writeStringField("key", URLEncoder.encode(object, StandardCharsets.UTF_8));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
