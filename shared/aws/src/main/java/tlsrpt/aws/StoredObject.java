package tlsrpt.aws;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;

/// An object, open.
///
/// @param content ends where the object does; where it does not come whole, reading throws
/// @param size in bytes
/// @param stored when it was put, or copied onto itself
/// @param metadata by names in lower case
public record StoredObject(InputStream content, long size, Instant stored, Map<String, String> metadata)
        implements AutoCloseable {

    public StoredObject {
        metadata = Map.copyOf(metadata);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
