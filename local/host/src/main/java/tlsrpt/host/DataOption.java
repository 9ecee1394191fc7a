package tlsrpt.host;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option `--data` of every command that works on a collector's data.
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tlsrpt-data",
            description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("tlsrpt-data");

    void use(Path other) {
        folder = other;
    }

    Path folder() {
        return folder;
    }
}
