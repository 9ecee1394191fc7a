package tlsrpt.host.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file with a secret in it. It is read again each time, as others may replace it.
public record SecretFile(Path path) {

    private static final int MOST_BYTES = 10_000;

    /// Returns the secret without the white space around it.
    ///
    /// @throws IOException with words for people, if there is none
    public String read() throws IOException {
        try (var in = Files.newInputStream(path)) {
            var secret = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot read " + path + " (" + e.getClass().getSimpleName()
                            + "). Check that the file exists and that this user may read it.",
                    e);
        }
        throw new IOException("file " + path + " is empty");
    }
}
