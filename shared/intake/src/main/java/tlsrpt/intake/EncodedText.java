package tlsrpt.intake;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Text beyond ASCII as headers carry it.
///
/// mime4j's decoder of encoded words takes a second for a thousand characters that were made for it; this one goes
/// through them once.
final class EncodedText {

    private EncodedText() {}

    /// `=?utf-8?q?Report_Domain?=`, the blanks between two such words left out. Spec: RFC 2047 §2, §6.2
    static String words(String text) {
        int start = text.indexOf("=?");
        if (start < 0) {
            return text;
        }
        var decoded = new StringBuilder();
        int at = 0;
        boolean behindWord = false;
        while (start >= 0) {
            int charsetEnd = text.indexOf('?', start + 2);
            int end = text.indexOf("?=", charsetEnd + 3);
            if (charsetEnd < 0 || end < 0) {
                break;
            }
            if (text.charAt(charsetEnd + 2) == '?') {
                var between = text.substring(at, start);
                decoded.append(behindWord && between.isBlank() ? "" : between)
                        .append(word(
                                text.substring(start + 2, charsetEnd),
                                text.charAt(charsetEnd + 1),
                                text.substring(charsetEnd + 3, end)));
                at = end + 2;
                behindWord = true;
                start = text.indexOf("=?", at);
            } else {
                start = text.indexOf("=?", start + 2);
            }
        }
        return decoded.append(text, at, text.length()).toString();
    }

    private static String word(String charset, char encoding, String text) {
        if (encoding != 'b' && encoding != 'B') {
            return escaped(text.replace('_', ' '), '=', charset);
        }
        try {
            return new String(java.util.Base64.getMimeDecoder().decode(text), charset(charset));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /// Text in which an escape and two hexadecimal digits stand for a byte.
    static String escaped(String text, char escape, String charset) {
        var bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == escape && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, charset(charset));
    }

    /// The two that a domain's name may come in. To look any name up takes Java a while where there is no such charset.
    private static Charset charset(String name) {
        return name.regionMatches(true, 0, "iso-8859-", 0, 9) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    }
}
