package tlsrpt.intake;

import java.io.IOException;

/// The format of a document, by its first bytes. Names and declared types are often wrong; bytes are not.
enum DocumentFormat {
    JSON,
    GZIP,
    ZIP,
    /// Base64 of a gzip without a declared transfer encoding.
    BASE64_GZIP,
    MBOX,
    MAIL,
    EMPTY,
    OTHER;

    private static final int LONGEST_FIELD_NAME = 78;

    static DocumentFormat of(Source in) throws IOException {
        int length = in.ahead(LONGEST_FIELD_NAME + 2);
        int blanks = blanks(in, length);
        if (blanks == length && length > 0) {
            length = in.ahead(in.window());
            blanks = blanks(in, length);
            if (blanks == length) {
                // A window of nothing but blanks may still end in a report.
                return length == in.window() ? JSON : EMPTY;
            }
        }
        if (length == 0) {
            return EMPTY;
        }
        var first = in.buffer();
        int at = in.position();
        if (length > 2 && first[at] == 0x1f && first[at + 1] == (byte) 0x8b) {
            return GZIP;
        }
        if (length > 3 && first[at] == 'P' && first[at + 1] == 'K' && first[at + 2] == 3 && first[at + 3] == 4) {
            return ZIP;
        }
        at += blanks;
        length -= blanks;
        if (first[at] == '{' || first[at] == '[') {
            return JSON;
        }
        if (startsWith(first, at, length, "H4sI")) {
            return BASE64_GZIP;
        }
        if (startsWith(first, at, length, "From ")) {
            return MBOX;
        }
        return isField(first, at, length) ? MAIL : OTHER;
    }

    /// Byte-order marks and the empty halves of UTF-16 count as blanks.
    private static int blanks(Source in, int length) {
        int n = 0;
        while (n < length) {
            switch (in.buffer()[in.position() + n] & 0xff) {
                case 0, ' ', '\t', '\r', '\n', 0xef, 0xbb, 0xbf, 0xfe, 0xff -> n++;
                default -> {
                    return n;
                }
            }
        }
        return n;
    }

    /// The name of a header field and its colon, or the `>From ` that some archives put above a header.
    private static boolean isField(byte[] bytes, int at, int length) {
        if (startsWith(bytes, at, length, ">From ")) {
            return true;
        }
        for (int i = at; i < at + Math.min(length, LONGEST_FIELD_NAME); i++) {
            if (bytes[i] == ':') {
                return i > at;
            }
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                return false;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, int at, int length, String text) {
        if (length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
