package tlsrpt.intake;

/// The white space of mail headers: spaces, tabs and folds; no other character counts.
final class Blanks {

    private Blanks() {}

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /// Returns the text with every run of blanks as one space, and none at its ends.
    static String collapsed(String text) {
        var collapsed = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                blank = true;
                continue;
            }
            if (blank && !collapsed.isEmpty()) {
                collapsed.append(' ');
            }
            blank = false;
            collapsed.append(c);
        }
        return collapsed.toString();
    }

    /// Returns the text without the blanks at its ends.
    static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /// Returns the text without any blank.
    static String removed(String text) {
        var bare = new StringBuilder(text.length());
        text.chars().filter(c -> !isBlank((char) c)).forEach(c -> bare.append((char) c));
        return bare.toString();
    }
}
