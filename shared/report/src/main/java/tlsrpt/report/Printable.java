package tlsrpt.report;

/// Strangers' text made fit for a message of ours.
public final class Printable {

    private Printable() {}

    /// At most `limit` characters, and a question mark for each that is not printable ASCII.
    public static String of(String text, int limit) {
        var printable = new StringBuilder();
        for (int i = 0; i < text.length() && i < limit; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.length() > limit ? printable.append("...").toString() : printable.toString();
    }
}
