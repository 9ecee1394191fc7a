package tlsrpt.intake;

/// The white space of mail headers: spaces, tabs and folds; no other character counts.
final class Blanks {

    private Blanks() {}

    static boolean isBlank(char c) {
        return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }

    /// Returns the text with every run of blanks as one space, and none at its ends.
    static String collapsed(String text) {
        var collapsed = new StringBuilder(text.length());
        int length = text.length();
        for (int start = 0; start < length; ) {
            int end = start;
            while (end < length && !isBlank(text.charAt(end))) {
                end++;
            }
            if (end > start) {
                if (!collapsed.isEmpty()) {
                    collapsed.append(' ');
                }
                collapsed.append(text, start, end);
            }
            start = end + 1;
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
        for (int i = 0; i < text.length(); i++) {
            if (!isBlank(text.charAt(i))) {
                bare.append(text.charAt(i));
            }
        }
        return bare.toString();
    }
}
