package tlsrpt.intake;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A list of `name=value` tags, as DKIM signatures and keys have them. Spec: RFC 6376 §3.2
final class TagList {

    private TagList() {}

    /// Returns the values by name, or `null` if the text breaks the grammar or names a tag twice.
    static @Nullable Map<String, String> of(String text) {
        var values = new HashMap<String, String>();
        var specs = text.split(";", -1);
        for (int i = 0; i < specs.length; i++) {
            var spec = Blanks.stripped(specs[i]);
            if (spec.isEmpty() && i > 0 && i == specs.length - 1) {
                break;
            }
            int equals = spec.indexOf('=');
            var name = equals < 0 ? "" : Blanks.stripped(spec.substring(0, equals));
            var value = Blanks.stripped(spec.substring(equals + 1));
            if (!isName(name) || !isValue(value) || values.put(name, value) != null) {
                return null;
            }
        }
        return values;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c <= ' ' || c >= 0x7F) && !Blanks.isBlank(c)) {
                return false;
            }
        }
        return true;
    }
}
