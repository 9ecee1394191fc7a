package tlsrpt.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file to read, or standard input.
///
/// @param name as it is shown
/// @param path `null` for standard input
/// @param named whether the user named it, rather than a folder that it lies in
public record Document(String name, @Nullable Path path, boolean named) {

    InputStream open(InputStream standardInput) throws IOException {
        return path == null ? new Uncloseable(standardInput) : Files.newInputStream(path);
    }

    /// Its name without the folders, which may be one that RFC 8460 §5.1 recommends.
    String fileName() {
        return path == null || path.getFileName() == null
                ? ""
                : path.getFileName().toString();
    }

    private static final class Uncloseable extends FilterInputStream {
        Uncloseable(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
