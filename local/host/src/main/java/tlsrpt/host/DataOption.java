package tlsrpt.host;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--data`, which every command on a collector's data has.
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tlsrpt-data",
            description = "The folder that holds everything (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("tlsrpt-data");

    void use(Path other) {
        folder = other;
    }

    Path folder() {
        return folder;
    }
}
