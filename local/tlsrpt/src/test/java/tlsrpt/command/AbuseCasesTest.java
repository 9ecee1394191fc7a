package tlsrpt.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which tests prove the rows of the abuse table. A test names its rows: in its own name (`row12Holds…`), in the
/// comment
/// above it (`/// Row …`) or, in [AbuseTest], as its first argument.
class AbuseCasesTest {

    private static final int ROWS = 51;
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern NAMED = Pattern.compile(
            "void rows?(\\d+(?:And\\d+)*)[A-Z]|///[^\\n]*?\\b[Rr]ows? (\\d+(?:(?:, | and )\\d+)*)|(?:mails?|posts|Arguments\\.of)\\(\\s*(\\d+),\\s*\"");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// These take weeks, or thousands of domains.
    private static final String WITHOUT_SERVE = "Rows 18, 20, 34, 35, 38, 39, 49 and 51";

    @Test
    void everyRowIsProven() throws IOException {
        assertThat(tests(Stream.of("shared", "functions"))).containsOnlyKeys(rows());
    }

    @Test
    void everyRowIsProvenOnARunningCollectorUnlessTheManualSaysWhyNot() throws IOException {
        var rows = new TreeSet<>(Arrays.asList(rows()));
        assertThat(page()).contains(WITHOUT_SERVE);
        numbers(WITHOUT_SERVE).forEach(rows::remove);

        assertThat(tests(Stream.of("local/host", "local/tlsrpt")).keySet()).containsExactlyElementsOf(rows);
    }

    @Test
    void theManualNamesTheTests() throws IOException {
        var tests = tests(Stream.of("shared", "functions", "local/host", "local/tlsrpt", "local/stack-tests"));
        var lines = page().lines()
                .dropWhile(line -> !line.startsWith("| Row |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1))
                .toList();
        var documented = new TreeSet<Integer>();
        for (var cells : lines) {
            var rows = numbers(cells[1]);
            documented.addAll(rows);
            var proving = new TreeSet<String>();
            rows.forEach(row -> proving.addAll(tests.getOrDefault(row, new TreeSet<>())));

            assertThat(cells[4].strip())
                    .as("rows %s", rows)
                    .isEqualTo(proving.stream().map(name -> '`' + name + '`').collect(Collectors.joining(", ")));
        }
        assertThat(documented).containsExactly(rows());
    }

    private static Integer[] rows() {
        return IntStream.rangeClosed(1, ROWS).boxed().toArray(Integer[]::new);
    }

    /// Returns the classes whose tests name a row, by the row.
    private static SortedMap<Integer, SortedSet<String>> tests(Stream<String> modules) throws IOException {
        var tests = new TreeMap<Integer, SortedSet<String>>();
        for (var module : modules.toList()) {
            try (var files = Files.walk(ROOT.resolve(module))) {
                for (var file : files.filter(AbuseCasesTest::isTest).toList()) {
                    var name = file.getFileName().toString().replace(".java", "");
                    var named = NAMED.matcher(Files.readString(file));
                    while (named.find()) {
                        NUMBER.matcher(named.group())
                                .results()
                                .map(number -> Integer.valueOf(number.group()))
                                .forEach(row -> tests.computeIfAbsent(row, _ -> new TreeSet<>())
                                        .add(name));
                    }
                }
            }
        }
        return tests;
    }

    private static boolean isTest(Path file) {
        var path = file.toString().replace('\\', '/');
        return path.contains("/src/test/java/") && (path.endsWith("Test.java") || path.endsWith("Contract.java"));
    }

    /// Reads `1–7, 11`, and `18, 20 and 34`.
    private static SortedSet<Integer> numbers(String text) {
        var numbers = new TreeSet<Integer>();
        var ranges = Pattern.compile("(\\d+)(?:–(\\d+))?").matcher(text);
        while (ranges.find()) {
            int first = Integer.parseInt(ranges.group(1));
            int last = ranges.group(2) == null ? first : Integer.parseInt(ranges.group(2));
            IntStream.rangeClosed(first, last).forEach(numbers::add);
        }
        return numbers;
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve("trust.md"));
    }
}
