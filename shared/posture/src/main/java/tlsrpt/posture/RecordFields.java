package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The TXT record of a version, such as `v=TLSRPTv1; rua=mailto:reports@example.com`, taken apart.
///
/// TLSRPT and MTA-STS records have the same form. Spec: RFC 8460 §3, RFC 8461 §3.1
///
/// @param fields after the version, without blanks around them
/// @param blankBeforeDelimiter whether a blank stands before the first semicolon, which some senders do not accept
record RecordFields(List<Field> fields, boolean blankBeforeDelimiter) {

    /// @param value empty where there is no equals sign
    record Field(String key, String value) {}

    RecordFields {
        fields = List.copyOf(fields);
    }

    /// Whether a text is a record of this version: the version exactly, then a semicolon or the end.
    static boolean isVersioned(String text, String version) {
        return text.equals(version)
                || (text.startsWith(version)
                        && text.substring(version.length()).stripLeading().startsWith(";"));
    }

    /// Whether a text was probably meant to be a record of this version.
    static boolean isMisspelled(String text, String version) {
        var bare = text.toLowerCase(Locale.ROOT).replaceAll("[\\s\"]", "");
        var meant = version.toLowerCase(Locale.ROOT);
        // With another number, or without "v=".
        return !isVersioned(text, version)
                && (bare.contains(meant.substring(0, meant.length() - 2)) || bare.contains(meant.substring(2)));
    }

    static RecordFields parse(String record, String version) {
        var rest = record.substring(version.length());
        var fields = new ArrayList<Field>();
        for (var part : rest.split(";", -1)) {
            var text = part.strip();
            if (!text.isEmpty()) {
                int equals = text.indexOf('=');
                fields.add(
                        equals < 0
                                ? new Field(text, "")
                                : new Field(
                                        text.substring(0, equals).strip(),
                                        text.substring(equals + 1).strip()));
            }
        }
        return new RecordFields(fields, !rest.isEmpty() && !rest.startsWith(";"));
    }

    /// The values of a key, in order.
    List<String> values(String key) {
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .map(Field::value)
                .toList();
    }
}
