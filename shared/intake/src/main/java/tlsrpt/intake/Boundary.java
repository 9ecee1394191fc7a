package tlsrpt.intake;

/// The cost of searching for a multipart boundary.
final class Boundary {

    /// RFC 2046 §5.1.1 allows 70.
    static final int LONGEST = 250;

    private Boundary() {}

    /// How often the search for a boundary may look at one byte at worst: mime4j's starts again behind each mismatch,
    /// so a boundary that repeats itself costs as much as its longest prefix that is found again within it. With no
    /// limit, 40 MB of hyphens in nested multiparts whose boundaries are 70 hyphens take seven seconds.
    static int work(String boundary) {
        var pattern = "--" + boundary;
        var borders = new int[pattern.length()];
        int longest = 0;
        for (int i = 1, border = 0; i < borders.length; i++) {
            while (border > 0 && pattern.charAt(i) != pattern.charAt(border)) {
                border = borders[border - 1];
            }
            if (pattern.charAt(i) == pattern.charAt(border)) {
                border++;
            }
            borders[i] = border;
            longest = Math.max(longest, border);
        }
        return longest;
    }
}
