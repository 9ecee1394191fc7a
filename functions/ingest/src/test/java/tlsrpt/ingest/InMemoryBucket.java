package tlsrpt.ingest;

import static tlsrpt.testkit.MailText.latin1;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Bucket;
import tlsrpt.table.StoredObject;

/// A bucket as far as it is asked here.
final class InMemoryBucket implements Bucket {

    private final Map<String, Stored> objects = new HashMap<>();

    /// Thrown by every request until it is `null`.
    @Nullable
    RuntimeException failure;

    /// How an object is read.
    interface Content {
        InputStream open();
    }

    private record Stored(Content content, long length, Instant stored, Map<String, String> metadata) {}

    void put(String key, byte[] bytes, Instant stored, Map<String, String> metadata) {
        objects.put(key, new Stored(() -> new ByteArrayInputStream(bytes), bytes.length, stored, metadata));
    }

    /// Puts a mail as SES does, under a key that ends in the SMTP id that it wrote.
    void putBySes(String key, byte[] mail, Instant stored) {
        put(key, latin1(latin1(mail).replace("SMTP id abc123", "SMTP id " + key.substring(5))), stored, Map.of());
    }

    void put(String key, Content content) {
        objects.put(key, new Stored(content, 100, Collector.NOON, Map.of()));
    }

    void delete(String key) {
        objects.remove(key);
    }

    @Override
    public boolean add(String key, byte[] content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredObject> open(String key) {
        if (failure != null) {
            throw failure;
        }
        return Optional.ofNullable(objects.get(key))
                .map(object -> new StoredObject(object.content.open(), object.length, object.stored, object.metadata));
    }
}
