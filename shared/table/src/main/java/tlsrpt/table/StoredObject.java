package tlsrpt.table;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;

/// An open object.
///
/// @param content ends where the object does; reading throws if the object is cut short
/// @param size in bytes
/// @param stored when it was added, or copied onto itself
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
