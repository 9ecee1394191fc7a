package tlsrpt.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What is wrong with the TXT records at `_smtp._tls.<domain>`, if anything is.
///
/// Spec: RFC 8460 §3
final class TlsRptRecord {

    private static final String VERSION = "v=TLSRPTv1";

    private TlsRptRecord() {}

    /// The fault that keeps reports away from this collector; empty where there is none.
    ///
    /// @param records the texts at that name, each with its strings joined
    /// @param address where SES takes reports in
    static Optional<String> fault(List<String> records, String address) {
        var ours = records.stream().filter(TlsRptRecord::isVersioned).toList();
        if (ours.size() > 1) {
            return Optional.of("has " + ours.size() + " records that begin with " + VERSION
                    + ", which senders read as none at all (RFC 8460 §3)");
        }
        if (ours.isEmpty()) {
            return Optional.of(records.stream()
                    .filter(text -> text.toLowerCase(Locale.ROOT).contains("tlsrpt"))
                    .findFirst()
                    .map(text -> "does not begin with exactly " + VERSION + ";: " + text)
                    .orElse("is missing"));
        }
        var record = ours.getFirst();
        var targets = new ArrayList<String>();
        for (var field : record.substring(VERSION.length()).split(";", -1)) {
            var text = field.strip();
            if (text.startsWith("rua=")) {
                targets.addAll(Stream.of(text.substring("rua=".length()).split(",", -1))
                        .map(String::strip)
                        .toList());
            }
        }
        return targets.isEmpty() ? Optional.of("has no rua=: " + record) : fault(targets, record, address);
    }

    private static Optional<String> fault(List<String> targets, String record, String address) {
        for (var target : targets) {
            if (!target.startsWith("mailto:") && !target.startsWith("https://")) {
                return Optional.of("has a rua that is neither mailto: nor https://: " + record);
            }
        }
        var ours = "mailto:" + address;
        if (targets.stream().noneMatch(ours::equalsIgnoreCase)) {
            return Optional.of("does not send reports here: " + record);
        }
        return targets.getFirst().equalsIgnoreCase(ours)
                ? Optional.empty()
                : Optional.of("names another target before this one, and Microsoft reads only the first: " + record);
    }

    private static boolean isVersioned(String text) {
        return text.equals(VERSION)
                || (text.startsWith(VERSION)
                        && text.substring(VERSION.length()).stripLeading().startsWith(";"));
    }
}
