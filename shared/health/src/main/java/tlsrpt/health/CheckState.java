package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import tlsrpt.report.Check;
import tlsrpt.report.Severity;

/// The rule state for the checks of a domain.
///
/// @param open the alerts that are open, by the token of their check
/// @param closed the day on which the last alert of a check closed
public record CheckState(Map<String, Open> open, Map<String, LocalDate> closed) {

    /// Of a domain of which nothing is known.
    public static final CheckState NONE = new CheckState(Map.of(), Map.of());

    private static final String APART = "~checks";

    /// Returns the name under which it is remembered.
    public static String nameOf(String domain) {
        return domain + APART;
    }

    /// Whether an alert is about what a check saw.
    public static boolean isAbout(Alert alert) {
        return Check.of(alert.family()).isPresent();
    }

    /// An alert that is open.
    ///
    /// @param problem as its subject last said it
    /// @param at when it opened
    /// @param again whether it had been closed for a few days only
    /// @param worst the highest severity that it had
    /// @param told the time of the last alert
    record Open(String id, String problem, Instant at, boolean again, Severity worst, Instant told) {}

    public String json() {
        return RecordJson.write(this);
    }

    public static CheckState of(String json) {
        return RecordJson.read(CheckState.class, json);
    }
}
