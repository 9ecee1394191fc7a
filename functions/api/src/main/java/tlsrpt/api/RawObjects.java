package tlsrpt.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// The objects that reports were read from, as they came.
public final class RawObjects {

    /// Lambda answers with 6 MB at most, and Base64 takes a third.
    private static final int LARGEST = 4 << 20;

    private final S3Client s3;
    private final String bucket;

    public RawObjects(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    byte[] read(String key) {
        try (var in = s3.getObject(get -> get.bucket(bucket).key(key))) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                in.abort();
                throw new Problem(
                        413, "It is larger than " + LARGEST + " bytes; fetch it from S3: s3://" + bucket + "/" + key);
            }
            return bytes;
        } catch (NoSuchKeyException _) {
            throw new Problem(404, "The object is no longer in S3: " + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
