package tlsrpt.host.config;

import java.util.List;

/// A configuration that cannot be used.
public final class ConfigException extends Exception {

    private final List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// All problems of the file, each in one line that begins with its place.
    public List<String> problems() {
        return problems;
    }
}
