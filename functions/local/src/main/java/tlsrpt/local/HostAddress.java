package tlsrpt.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a running host is asked by its operator.
///
/// @param secret what tells its operator from a web page that found the port
record HostAddress(URI uri, String secret) {

    /// The header that carries the secret. No web page can set it without asking first, which nobody answers.
    static final String HEADER = "Tlsrpt-Secret";

    static Optional<HostAddress> read(Path data) throws IOException {
        try {
            var lines = Files.readAllLines(DataFolder.hostFile(data));
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new HostAddress(URI.create(lines.getFirst()), lines.get(1)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    String text() {
        return uri + "\n" + secret + "\n";
    }
}
