package tlsrpt.ingest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// S3 as far as it is asked here.
final class Bucket implements S3Client {

    private final Map<String, Stored> objects = new HashMap<>();

    /// Thrown by every request until it is `null`.
    @Nullable
    RuntimeException failure;

    /// How an object is read.
    interface Content {
        InputStream open();
    }

    private record Stored(Content content, long length, Instant lastModified, Map<String, String> metadata) {}

    void put(String key, byte[] bytes, Instant lastModified, Map<String, String> metadata) {
        objects.put(
                key,
                new Stored(() -> new ByteArrayInputStream(bytes), bytes.length, lastModified, Map.copyOf(metadata)));
    }

    void put(String key, Content content) {
        objects.put(key, new Stored(content, 100, Collector.NOON, Map.of()));
    }

    void delete(String key) {
        objects.remove(key);
    }

    @Override
    public <T> T getObject(GetObjectRequest get, ResponseTransformer<GetObjectResponse, T> transformer) {
        if (failure != null) {
            throw failure;
        }
        var stored = objects.get(get.key());
        if (stored == null) {
            throw NoSuchKeyException.builder().statusCode(404).build();
        }
        var response = GetObjectResponse.builder()
                .contentLength(stored.length)
                .lastModified(stored.lastModified)
                .metadata(stored.metadata)
                .build();
        try {
            return transformer.transform(response, AbortableInputStream.create(stored.content.open()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
