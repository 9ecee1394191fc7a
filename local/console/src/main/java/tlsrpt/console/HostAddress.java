package tlsrpt.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The address and secret with which the operator's commands reach a running collector.
///
/// @param secret what tells its operator from a web page that found the port
public record HostAddress(URI uri, String secret) {

    /// The header that carries the secret. No web page can set it without asking first, which nobody answers.
    public static final String HEADER = "Tlsrpt-Secret";

    /// The file in a data folder that has all this. Only its owner may read it.
    public static Path file(Path data) {
        return data.resolve("host");
    }

    public static Optional<HostAddress> read(Path data) throws IOException {
        try {
            var lines = Files.readAllLines(file(data));
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new HostAddress(URI.create(lines.getFirst()), lines.get(1)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    public String text() {
        return uri + "\n" + secret + "\n";
    }
}
