package tlsrpt.intake;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The header fields that we read.
enum Field {
    DATE("Date"),
    SUBJECT("Subject"),
    RECEIVED("Received"),
    CONTENT_TYPE("Content-Type"),
    TLS_REPORT_DOMAIN("TLS-Report-Domain"),
    CONTENT_DESCRIPTION("Content-Description"),
    CONTENT_DISPOSITION("Content-Disposition"),
    TLS_REPORT_SUBMITTER("TLS-Report-Submitter"),
    CONTENT_TRANSFER_ENCODING("Content-Transfer-Encoding"),
    /// Quirk: a sender's spelling of Content-Type, seen in the wild.
    CONTENTTYPE("ContentType");

    private static final Field[] ALL = values();

    private final String lowerCaseName;

    Field(String name) {
        lowerCaseName = name.toLowerCase(Locale.ROOT);
    }

    /// The field that a line of a header begins, or `null` where we do not read it.
    static @Nullable Field of(byte[] line, int length) {
        int end = 0;
        while (end < length && line[end] != ':') {
            if (++end > 30) {
                return null;
            }
        }
        if (end == length) {
            return null;
        }
        while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
            end--;
        }
        for (var field : ALL) {
            if (field.isNamed(line, end)) {
                return field == CONTENTTYPE ? CONTENT_TYPE : field;
            }
        }
        return null;
    }

    private boolean isNamed(byte[] line, int length) {
        if (lowerCaseName.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte b = line[i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCaseName.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
