package tlsrpt.cli;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A picture of a terminal in SVG: the command that was typed, then line by line what it printed.
///
/// @param output with the escape sequences that [Page] writes
record Recording(String command, String output) {

    static final int COLUMNS = 96;

    private static final double CHARACTER = 7.8;
    private static final int LINE = 18;
    private static final int MARGIN = 16;

    /// In seconds.
    private static final double TYPED = 0.6;

    private static final double PER_LINE = 0.06;

    private static final Pattern STYLED = Pattern.compile("\u001b\\[([0-9;]+)m(.*?)\u001b\\[0m");
    private static final Map<String, String> CLASSES = Map.of("1", "b", "2", "d", "1;31", "r", "1;32", "g", "36", "c");

    String svg() {
        var lines = output.lines().flatMap(Recording::wrapped).toList();
        long width = Math.round(COLUMNS * CHARACTER) + 2 * MARGIN;
        long height = (lines.size() + 1L) * LINE + 2 * MARGIN;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                <title>%3$s</title>
                <style>
                rect { fill: #14181f } text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
                fill: #d7dce4; white-space: pre; animation: show .1s both } @keyframes show { from { opacity: 0 } }
                .b { font-weight: 700; fill: #fff } .d { fill: #98a2b3 } .r { font-weight: 700; fill: #ff7b72 }
                .g { font-weight: 700; fill: #56d364 } .c { fill: #76d9e6 }
                @media (prefers-reduced-motion: reduce) { text { animation: none } }
                </style>
                <rect width="100%%" height="100%%" rx="8"/>
                %4$s
                </svg>
                """.formatted(width, height, escaped("$ " + command), texts(lines));
    }

    /// As a terminal wraps it. Only commands, which have one style, are that long.
    private static Stream<String> wrapped(String line) {
        var styled = STYLED.matcher(line);
        var bare = styled.replaceAll("$2");
        if (bare.length() <= COLUMNS) {
            return Stream.of(line);
        }
        var code = styled.reset().find() ? styled.group(1) : "0";
        return IntStream.iterate(0, from -> from < bare.length(), from -> from + COLUMNS)
                .mapToObj(from -> bare.substring(from, Math.min(bare.length(), from + COLUMNS)))
                .map(part -> "\u001b[" + code + "m" + part + "\u001b[0m");
    }

    private String texts(List<String> lines) {
        var texts = new StringBuilder(
                text(0, 0.2, "<tspan class=\"g\">$ </tspan><tspan class=\"b\">" + escaped(command) + "</tspan>"));
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                texts.append('\n').append(text(i + 1, TYPED + i * PER_LINE, spans(lines.get(i))));
            }
        }
        return texts.toString();
    }

    private static String text(int line, double second, String spans) {
        return "<text x=\"%d\" y=\"%d\" style=\"animation-delay:%.2fs\">%s</text>"
                .formatted(MARGIN, MARGIN + (line + 1) * LINE - 5, second, spans);
    }

    private static String spans(String line) {
        return STYLED.matcher(escaped(line))
                .replaceAll(match -> "<tspan class=\"%s\">%s</tspan>"
                        .formatted(
                                CLASSES.getOrDefault(match.group(1), ""),
                                match.group(2).replace("$", "\\$")));
    }

    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }
}
