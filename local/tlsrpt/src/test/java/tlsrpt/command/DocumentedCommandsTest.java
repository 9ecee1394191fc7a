package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tlsrpt.cli.Terminal;

/// Every command that a document or a message tells users to type is one that the command line takes.
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of("..", "..");

    private static final CommandLine COMMAND = Tlsrpt.commandLine(new Terminal(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false,
            false,
            80,
            false));

    /// A line of a code block, without its comment and what follows a pipe or a redirection.
    private static final Pattern LINE =
            Pattern.compile("(?m)^ *(?:local/tlsrpt/target/)?tlsrpt +([^\\n#>]*?)(?: *[#>].*)?$");

    private static final Pattern BLOCK = Pattern.compile("(?s)```\\w*\\n(.*?)```");
    private static final Pattern SPAN = Pattern.compile("`tlsrpt ([^`\\n]+)`");

    /// In messages of the program, where a text may go on in another literal.
    private static final Pattern QUOTED = Pattern.compile("'tlsrpt ([^'\"\\n]+)'");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /// @param text the command without its name
    /// @param whole whether nothing is left out of it
    record Typed(Path file, String text, boolean whole) {

        @Override
        public String toString() {
            return file.getFileName() + ": tlsrpt " + text;
        }
    }

    static Stream<Typed> documents() throws IOException {
        var typed = new ArrayList<Typed>();
        for (var file :
                files(ROOT.resolve("docs"), ".md", List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")))) {
            var text = Files.readString(file);
            for (var block : all(BLOCK, text)) {
                all(LINE, block.group(1)).forEach(line -> typed.add(new Typed(file, line.group(1), true)));
            }
            all(SPAN, BLOCK.matcher(text).replaceAll(""))
                    .forEach(span -> typed.add(new Typed(file, span.group(1), false)));
        }
        return typed.stream();
    }

    static Stream<Typed> messages() throws IOException {
        var typed = new ArrayList<Typed>();
        for (var top : List.of("shared", "functions", "local")) {
            for (var file : files(ROOT.resolve(top), ".java", List.of())) {
                if (file.toString().contains("/src/main/")) {
                    var text = Files.readString(file);
                    all(QUOTED, text).forEach(quoted -> typed.add(new Typed(file, quoted.group(1), false)));
                    all(SPAN, text).forEach(span -> typed.add(new Typed(file, span.group(1), false)));
                }
            }
        }
        return typed.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void takesWhatDocumentsSay(Typed typed) {
        parse(typed);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void takesWhatMessagesSay(Typed typed) {
        parse(typed);
    }

    @Test
    void findsTheCommandsOfTheReadme() throws IOException {
        assertThat(documents().map(Typed::text)).contains("read ~/Maildir", "doctor --stack tlsrpt");
    }

    private static void parse(Typed typed) {
        var words = all(WORD, typed.text()).stream()
                .map(word ->
                        word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3))
                .toArray(String[]::new);
        assertThatCode(() -> {
                    try {
                        COMMAND.parseArgs(words);
                    } catch (CommandLine.MissingParameterException e) {
                        if (typed.whole()) {
                            throw e;
                        }
                    }
                })
                .as("%s", typed)
                .doesNotThrowAnyException();
    }

    private static List<Path> files(Path folder, String ending, List<Path> more) throws IOException {
        try (var found = Files.walk(folder)) {
            return Stream.concat(
                            more.stream(), found.filter(file -> file.toString().endsWith(ending)))
                    .sorted()
                    .toList();
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
