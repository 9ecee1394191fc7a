package tlsrpt.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Distinguishes JSON that claims to be a TLS report from any other, even if neither can be parsed.
final class ReportKeys {

    private static final int ENOUGH = 64 << 10;
    private static final List<byte[]> KEYS = List.of(
            key("organization-name"), key("date-range"), key("contact-info"), key("report-id"), key("policies"));

    private ReportKeys() {}

    private static byte[] key(String name) {
        return ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
    }

    /// Whether two of the RFC's keys stand in it. Spec: RFC 8460 §4.4
    static boolean in(byte[] document, int length) {
        int keys = 0;
        for (var key : KEYS) {
            keys += contains(document, Math.min(length, ENOUGH), key) ? 1 : 0;
        }
        return keys >= 2;
    }

    private static boolean contains(byte[] document, int length, byte[] key) {
        for (int i = 0; i < length; i++) {
            if (document[i] == '"' && isAt(document, i, length, key)) {
                return true;
            }
        }
        return false;
    }

    /// Passes over the empty halves of UTF-16.
    private static boolean isAt(byte[] document, int at, int length, byte[] key) {
        int matched = 0;
        for (int i = at; i < length && matched < key.length; i++) {
            if (document[i] == key[matched]) {
                matched++;
            } else if (document[i] != 0) {
                return false;
            }
        }
        return matched == key.length;
    }
}
