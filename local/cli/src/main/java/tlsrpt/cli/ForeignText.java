package tlsrpt.cli;

import java.util.stream.Collectors;

/// Makes untrusted text safe for one line of a terminal or one cell of a table.
public final class ForeignText {

    private static final int USUAL_LENGTH = 300;
    private static final int NAME_LENGTH = 48;
    private static final char REPLACEMENT = '\uFFFD';

    private ForeignText() {}

    /// In one line of bounded length.
    public static String line(String text) {
        return line(text, USUAL_LENGTH);
    }

    public static String line(String text, int maxLength) {
        return text.length() <= maxLength ? visible(text) : visible(text.substring(0, maxLength - 1)) + "…";
    }

    /// Several lines, each in full.
    public static String lines(String text) {
        return text.lines().map(line -> visible(line) + "\n").collect(Collectors.joining());
    }

    /// A domain, a host or a reporter: in one line, short enough for a table.
    public static String name(String text) {
        return line(text, NAME_LENGTH);
    }

    /// In full, every character that moves the cursor, turns the direction of writing, starts an escape sequence or
    /// shows nothing replaced by one that shows.
    static String visible(String text) {
        if (isPlain(text)) {
            return text;
        }
        var visible = new StringBuilder(text.length());
        text.codePoints().map(ForeignText::visible).forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static int visible(int c) {
        if (c == '\n' || c == '\r' || c == '\t') {
            return ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> REPLACEMENT;
            case Character.SPACE_SEPARATOR -> ' ';
            default -> c;
        };
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
