package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The TXT records at `_smtp._tls.<domain>` as senders read them.
///
/// @param text the one record that senders use; empty where they use none
/// @param targets the URIs of its rua field, in order
/// @param fault why senders use none; empty where they use one
/// @param oddities what some senders may stumble over
///
/// Spec: RFC 8460 §3
public record TlsRptRecord(String text, List<String> targets, String fault, List<String> oddities) {

    static final String VERSION = "v=TLSRPTv1";

    public TlsRptRecord {
        targets = List.copyOf(targets);
        oddities = List.copyOf(oddities);
    }

    /// Picks the record that senders use.
    ///
    /// @param texts the texts at that name, each with its strings joined
    public static TlsRptRecord of(List<String> texts) {
        var records = texts.stream()
                .filter(text -> RecordFields.isVersioned(text, VERSION))
                .toList();
        if (records.size() > 1) {
            return faulty("has " + records.size() + " records that begin with " + VERSION
                    + ", which senders treat as no record: " + String.join(" and ", records));
        }
        if (records.isEmpty()) {
            return faulty(texts.stream()
                    .filter(text -> RecordFields.isMisspelled(text, VERSION))
                    .findFirst()
                    .map(text -> "does not begin with exactly " + VERSION + ";: " + text)
                    .orElse("is missing"));
        }
        var record = records.getFirst();
        var fields = RecordFields.parse(record, VERSION);
        var targets = fields.values("rua").stream()
                .flatMap(rua -> Stream.of(rua.split(",", -1)))
                .map(String::strip)
                .toList();
        var fault = fault(targets);
        return fault.isPresent()
                ? faulty(fault.get() + ": " + record)
                : new TlsRptRecord(record, targets, "", oddities(fields, targets));
    }

    private static TlsRptRecord faulty(String fault) {
        return new TlsRptRecord("", List.of(), fault, List.of());
    }

    public boolean isUsable() {
        return fault.isEmpty();
    }

    /// Whether nothing there was even meant to be such a record.
    boolean isMissing() {
        return fault.equals("is missing");
    }

    /// The fault that keeps reports away from a destination; empty where there is none.
    public Optional<String> faultFor(String destination) {
        if (!isUsable()) {
            return Optional.of(fault);
        }
        if (targets.stream().noneMatch(target -> target.equalsIgnoreCase(destination))) {
            return Optional.of("does not send reports here: " + text);
        }
        return targets.getFirst().equalsIgnoreCase(destination)
                ? Optional.empty()
                : Optional.of("names another target before this one, and Microsoft reads only the first: " + text);
    }

    private static Optional<String> fault(List<String> targets) {
        if (targets.stream().allMatch(String::isEmpty)) {
            return Optional.of("has no rua=");
        }
        for (var target : targets) {
            var lower = target.toLowerCase(Locale.ROOT);
            if (lower.startsWith("http:")) {
                return Optional.of("has a rua with http:, but reports go to mailto: or https: only");
            }
            if (!lower.startsWith("mailto:") && !lower.startsWith("https:") && target.contains("@")) {
                return Optional.of("has a rua without mailto: before the address");
            }
        }
        return targets.stream().noneMatch(TlsRptRecord::isUri)
                ? Optional.of("has a rua that is neither mailto: nor https://")
                : Optional.empty();
    }

    private static boolean isUri(String target) {
        var lower = target.toLowerCase(Locale.ROOT);
        return (lower.startsWith("mailto:") && lower.indexOf('@') > "mailto:".length())
                || (lower.startsWith("https://") && lower.length() > "https://".length());
    }

    private static List<String> oddities(RecordFields fields, List<String> targets) {
        var oddities = new ArrayList<String>();
        if (fields.blankBeforeDelimiter()) {
            oddities.add("a blank before the first semicolon");
        }
        if (fields.values("rua").size() > 1) {
            oddities.add("several rua fields instead of one with commas");
        }
        if (targets.stream().anyMatch(target -> target.contains("!"))) {
            oddities.add("an unescaped ! in a URI, which must be written as %21");
        }
        if (targets.stream().anyMatch(target -> !isUri(target))) {
            oddities.add("a comma that splits a URI, which must be written as %2C");
        }
        return oddities;
    }
}
