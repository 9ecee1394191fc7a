package tlsrpt.report;

/// Turns untrusted text into printable ASCII for messages.
public final class Printable {

    private Printable() {}

    /// Returns at most `limit` characters, with a question mark for each that is not printable ASCII.
    public static String of(String text, int limit) {
        var printable = new StringBuilder();
        for (int i = 0; i < text.length() && i < limit; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.length() > limit ? printable.append("...").toString() : printable.toString();
    }
}
