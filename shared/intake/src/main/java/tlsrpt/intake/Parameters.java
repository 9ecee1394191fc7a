package tlsrpt.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A header field's value and parameters, such as Content-Type's: `text/plain; charset=utf-8`.
///
/// Tolerant of what senders get wrong; of two parameters of one name the first counts. Spec: RFC 2045 §5.1, RFC 2231
final class Parameters {

    private static final int MOST = 64;

    private final String text;
    private final String value;
    private final Map<String, String> rawByName = new LinkedHashMap<>();
    private int at;

    private Parameters(String text) {
        this.text = text;
        value = word(";").toLowerCase(Locale.ROOT);
        while (at < text.length() && rawByName.size() < MOST) {
            at++;
            var name = word("=;").toLowerCase(Locale.ROOT);
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                rawByName.putIfAbsent(name, word(";"));
            }
        }
    }

    static Parameters of(String text) {
        return new Parameters(text);
    }

    /// The value before the parameters, lower-cased.
    String value() {
        return value;
    }

    /// A parameter, its pieces joined and decoded (RFC 2231 §3, §4).
    @Nullable
    String get(String name) {
        var plain = rawByName.get(name);
        if (plain != null) {
            return plain;
        }
        var extended = rawByName.get(name + "*");
        if (extended != null) {
            return decoded(extended);
        }
        return joined(name);
    }

    private @Nullable String joined(String name) {
        var whole = new StringBuilder();
        boolean encoded = false;
        for (int i = 0; i < MOST; i++) {
            var piece = rawByName.get(name + "*" + i);
            var encodedPiece = rawByName.get(name + "*" + i + "*");
            if (piece != null) {
                // A percent sign in a piece that is not encoded is one.
                whole.append(encoded ? piece.replace("%", "%25") : piece);
            } else if (encodedPiece != null) {
                if (i == 0) {
                    encoded = true;
                }
                whole.append(encodedPiece);
            } else {
                break;
            }
        }
        if (whole.isEmpty()) {
            return null;
        }
        return encoded ? decoded(whole.toString()) : whole.toString();
    }

    /// `charset'language'percent-encoded`
    private static String decoded(String extended) {
        int charsetEnd = extended.indexOf('\'');
        int languageEnd = extended.indexOf('\'', charsetEnd + 1);
        if (charsetEnd < 0 || languageEnd < 0) {
            return extended;
        }
        return EncodedText.escaped(extended.substring(languageEnd + 1), '%', extended.substring(0, charsetEnd));
    }

    /// Text up to a delimiter: quotes taken off, comments and the blanks around it left out.
    private String word(String delimiters) {
        int start = at;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (delimiters.indexOf(c) >= 0) {
                break;
            }
            if (c == '"' || c == '(') {
                at = start;
                return markedWord(delimiters);
            }
        }
        return text.substring(start, at).strip();
    }

    private String markedWord(String delimiters) {
        var word = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        boolean wasQuoted = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (comments > 0) {
                comments += c == '(' ? 1 : c == ')' ? -1 : 0;
            } else if (quoted) {
                if (c == '"') {
                    quoted = false;
                } else {
                    if (c == '\\' && at + 1 < text.length()) {
                        at++;
                    }
                    word.append(text.charAt(at));
                }
            } else if (c == '"') {
                quoted = true;
                wasQuoted = true;
            } else if (c == '(') {
                comments++;
            } else if (delimiters.indexOf(c) >= 0) {
                break;
            } else if (c > ' ' || (!word.isEmpty() && !wasQuoted)) {
                word.append(c);
            }
        }
        return wasQuoted ? word.toString() : word.toString().stripTrailing();
    }
}
