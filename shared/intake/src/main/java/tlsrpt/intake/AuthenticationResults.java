package tlsrpt.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The value of an `Authentication-Results` field. Spec: RFC 8601 §2.2
///
/// Wider than the RFC in two ways that mail servers need: a semicolon may end the list, and the value of a property is
/// any text without blanks, quotes, semicolons or parentheses.
final class AuthenticationResults {

    /// One method and its result.
    ///
    /// @param properties by `type.name`, such as `header.d`
    record Result(String method, String value, Map<String, String> properties) {
        Result {
            properties = Map.copyOf(properties);
        }
    }

    private final String text;
    private int at;

    private AuthenticationResults(String text) {
        this.text = text;
    }

    /// Returns who wrote the field, or `null` if that cannot be read.
    static @Nullable String authservId(String unfolded) {
        var parser = new AuthenticationResults(unfolded);
        return parser.blanks() ? parser.value() : null;
    }

    /// Returns the results in their order, or `null` if the field breaks the grammar.
    static @Nullable List<Result> of(String unfolded) {
        return new AuthenticationResults(unfolded).results();
    }

    private @Nullable List<Result> results() {
        if (!blanks() || value() == null || !blanks()) {
            return null;
        }
        if (!isAtEnd() && text.charAt(at) != ';' && (value() == null || !blanks())) {
            return null;
        }
        var results = new ArrayList<Result>();
        while (!isAtEnd()) {
            if (!take(';') || !blanks()) {
                return null;
            }
            if (isAtEnd() && !results.isEmpty()) {
                break;
            }
            var word = word();
            if (word.equals("none") && results.isEmpty() && blanks() && isAtEnd()) {
                break;
            }
            var result = result(word);
            if (result == null) {
                return null;
            }
            results.add(result);
        }
        return results;
    }

    private @Nullable Result result(String method) {
        if (method.isEmpty() || !blanks()) {
            return null;
        }
        if (take('/') && (!blanks() || word().isEmpty() || !blanks())) {
            return null;
        }
        if (!take('=') || !blanks()) {
            return null;
        }
        var value = word();
        var properties = new HashMap<String, String>();
        if (value.isEmpty() || !blanks()) {
            return null;
        }
        while (!isAtEnd() && text.charAt(at) != ';') {
            if (!property(properties) || !blanks()) {
                return null;
            }
        }
        return new Result(method, value, properties);
    }

    /// `reason=…` or `type.name=…`; none twice.
    private boolean property(Map<String, String> properties) {
        var name = word();
        if (name.isEmpty() || !blanks()) {
            return false;
        }
        if (take('.')) {
            if (!blanks()) {
                return false;
            }
            var second = word();
            if (second.isEmpty() || !blanks()) {
                return false;
            }
            name += '.' + second;
        } else if (!name.equals("reason")) {
            return false;
        }
        if (!take('=') || !blanks()) {
            return false;
        }
        var value = value();
        return value != null && properties.put(name, value) == null;
    }

    /// Letters, digits, hyphens and underscores, in lower case; empty if there are none.
    private String word() {
        int start = at;
        while (!isAtEnd() && isWordCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /// A token or a quoted string, which may be the local part of an address.
    private @Nullable String value() {
        var value = new StringBuilder();
        if (take('"')) {
            while (!isAtEnd() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (isAtEnd()) {
                    return null;
                }
                value.append(text.charAt(at++));
            }
            if (!take('"')) {
                return null;
            }
            if (isAtEnd() || text.charAt(at) != '@') {
                return value.toString();
            }
        }
        int start = at;
        while (!isAtEnd()
                && text.charAt(at) > ' '
                && text.charAt(at) < 0x7F
                && "\";()\\".indexOf(text.charAt(at)) < 0) {
            value.append(text.charAt(at++));
        }
        return at > start ? value.toString() : null;
    }

    /// Passes over white space and comments.
    ///
    /// @return whether every comment ends
    private boolean blanks() {
        int depth = 0;
        while (!isAtEnd()) {
            char c = text.charAt(at);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\' && depth > 0) {
                at++;
            } else if (depth == 0 && !Blanks.isBlank(c)) {
                return true;
            }
            at++;
        }
        return depth == 0 && at == text.length();
    }

    private boolean take(char c) {
        if (!isAtEnd() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean isAtEnd() {
        return at >= text.length();
    }
}
