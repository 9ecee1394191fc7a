package tlsrpt.health;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Family;

/// Sessions that failed under a domain's MTA-STS policy, as one reporter saw them on one day.
///
/// @param diagnosis `null` where rare ones were folded together
/// @param mx the receiving MX; `null` where none is named
public record StsFailure(
        LocalDate day,
        String reporter,
        @Nullable Diagnosis diagnosis,
        @Nullable String mx,
        long sessions) {

    /// Whether the policy itself could not be read: then senders deliver, whatever its mode.
    boolean isOfThePolicy() {
        return diagnosis != null && diagnosis.family(null) == Family.MTA_STS_POLICY;
    }

    boolean isTransient() {
        return diagnosis != null && diagnosis.isTransient();
    }
}
