package tlsrpt.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Mails and files as senders make them, each beside what it must read as: `corpus/DOOR/NAME.EXT` and
/// `corpus/DOOR/NAME.expected.json`.
///
/// They are taken from the source tree, so that a test can write expectations again.
public final class Corpus {

    private static final Path FOLDER = Path.of("shared", "testkit", "src", "main", "resources", "corpus");

    private Corpus() {}

    /// One document and its expectation.
    ///
    /// @param door the way it comes in: `mail`, `https` or `import`
    public record Fixture(String door, String name, Path file) {

        private static final String EXPECTED = ".expected.json";

        /// What it must read as.
        public Path expected() {
            return file.resolveSibling(name.replaceFirst("(\\.[a-z]+)+$", "") + EXPECTED);
        }

        @Override
        public String toString() {
            return door + "/" + name;
        }
    }

    /// All of it, in the order of the names.
    public static List<Fixture> fixtures() throws IOException {
        var folder = folder();
        try (var files = Files.find(folder, 2, (_, attributes) -> attributes.isRegularFile())) {
            return files.filter(file -> !file.toString().endsWith(Fixture.EXPECTED))
                    .sorted()
                    .map(folder::relativize)
                    .map(path -> new Fixture(
                            path.getName(0).toString(), path.getName(1).toString(), folder.resolve(path)))
                    .toList();
        }
    }

    private static Path folder() {
        for (var root = Path.of("").toAbsolutePath(); root != null; root = root.getParent()) {
            if (Files.isDirectory(root.resolve(FOLDER))) {
                return root.resolve(FOLDER);
            }
        }
        throw new IllegalStateException("run from inside the source tree: no " + FOLDER + " above here");
    }
}
