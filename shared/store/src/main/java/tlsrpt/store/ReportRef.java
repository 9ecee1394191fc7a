package tlsrpt.store;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names one report of one domain: the unit that is counted once. As text `example.com/2026-03-01/<32 hex digits>`.
///
/// @param identity the hash of the report's identity
public record ReportRef(String domain, LocalDate day, String identity) {

    private static final Pattern TEXT = Pattern.compile("(.{1,255})/(\\d{4}-\\d\\d-\\d\\d)/([0-9a-f]{32})");

    /// Reads what [#toString] wrote.
    public static Optional<ReportRef> parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ReportRef(parts.group(1), LocalDate.parse(parts.group(2)), parts.group(3)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return domain + "/" + day + "/" + identity;
    }
}
