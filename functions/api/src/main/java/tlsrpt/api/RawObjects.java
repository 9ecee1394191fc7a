package tlsrpt.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import tlsrpt.table.Bucket;
import tlsrpt.table.BucketException;
import tlsrpt.table.StoredObject;

/// The objects that reports were read from, unmodified.
public final class RawObjects {

    /// Lambda answers with 6 MB at most, and Base64 takes a third.
    private static final int LARGEST = 4 << 20;

    private final Bucket bucket;
    private final String name;

    public RawObjects(Bucket bucket, String name) {
        this.bucket = bucket;
        this.name = name;
    }

    byte[] read(String key) {
        var found = open(key);
        if (found.isEmpty()) {
            throw new Problem(404, "The object is no longer in S3: " + key);
        }
        try (var object = found.get()) {
            if (object.size() > LARGEST) {
                throw new Problem(
                        413,
                        "The object is larger than " + LARGEST + " bytes; fetch it from S3: s3://" + name + "/" + key);
            }
            return object.content().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<StoredObject> open(String key) {
        try {
            return bucket.open(key);
        } catch (BucketException _) {
            throw new Problem(503, "S3 did not return the object; try again in a minute: " + key);
        }
    }
}
