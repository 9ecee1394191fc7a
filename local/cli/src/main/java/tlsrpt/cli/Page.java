package tlsrpt.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/// Text for people: wrapped to the width, aligned, with color where the terminal has it.
final class Page {

    /// Longer lines are hard to read.
    private static final int MAX_WIDTH = 100;

    private final Writer out;
    private final int width;
    private final boolean color;

    Page(Writer out, int width, boolean color) {
        this.out = out;
        this.width = Math.min(width, MAX_WIDTH);
        this.color = color;
    }

    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        BAD("1;31"),
        GOOD("1;32"),
        COMMAND("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /// @param right whether the cells stand at the right, as numbers do
    record Column(String title, boolean right) {}

    Page line() throws IOException {
        out.write('\n');
        return this;
    }

    /// One line as it is, whatever its length: commands are copied, and a break would spoil them.
    Page line(int indent, Style style, String text) throws IOException {
        out.write(" ".repeat(indent) + styled(style, text) + "\n");
        return this;
    }

    /// A line with something at the right edge, where there is room for both.
    Page line(Style style, String left, Style rightStyle, String right) throws IOException {
        int gap = Math.max(2, width - left.length() - right.length());
        out.write(styled(style, left) + " ".repeat(gap) + styled(rightStyle, right) + "\n");
        return this;
    }

    Page text(int indent, String text) throws IOException {
        return text(indent, "", text);
    }

    /// A paragraph whose first line begins with a label, the others below its text.
    Page text(int indent, String label, String text) throws IOException {
        int hang = indent + label.length();
        var line = new StringBuilder(" ".repeat(indent)).append(label);
        int bare = line.length();
        for (var word : words(text)) {
            if (line.length() > bare && line.length() + 1 + word.length() > width) {
                flush(line);
                line.append(" ".repeat(hang));
                bare = hang;
            }
            if (line.length() > bare) {
                line.append(' ');
            }
            line.append(word);
        }
        flush(line);
        return this;
    }

    /// What is in backticks stays in one line.
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '`';
            if (c != ' ' || quoted) {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        words.add(word.toString());
        return words;
    }

    /// Rows under their titles; a table without rows is nothing.
    Page table(int indent, List<Column> columns, List<List<String>> rows) throws IOException {
        if (rows.isEmpty()) {
            return this;
        }
        var widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    columns.get(i).title().length(),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
        }
        var titles = columns.stream().map(Column::title).toList();
        line(indent, Style.DIM, row(columns, widths, titles));
        for (var row : rows) {
            line(indent, Style.PLAIN, row(columns, widths, row));
        }
        return this;
    }

    void flush() throws IOException {
        out.flush();
    }

    private static String row(List<Column> columns, int[] widths, List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(columns.get(i).right() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }

    private void flush(StringBuilder line) throws IOException {
        out.append(line).append('\n');
        line.setLength(0);
    }

    private String styled(Style style, String text) {
        return color && style != Style.PLAIN ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }
}
