package tlsrpt.host.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/// What is wrong with a file, in the order of its lines.
final class Problems {

    private record Problem(int line, String text) {}

    private final Path file;
    private final TreeSet<Problem> found =
            new TreeSet<>(Comparator.comparingInt(Problem::line).thenComparing(Problem::text));

    Problems(Path file) {
        this.file = file;
    }

    void add(@Nullable TomlPosition position, String text) {
        found.add(new Problem(position == null ? 0 : position.line(), text));
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream()
                    .map(problem -> file + (problem.line() == 0 ? "" : ":" + problem.line()) + ": " + problem.text())
                    .toList());
        }
    }
}
