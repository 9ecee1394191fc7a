package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Mode;

/// What the ledger knows of earlier reports of a domain, from trusted reports. It is asked only where a
/// report is not clean, so that the memory need not keep what all the clean ones said.
public interface ReportHistory {

    /// What one reporter said of one day.
    ///
    /// @param policy whether it applied a policy that protects: DANE, or MTA-STS in any mode but `none`
    /// @param mode of the MTA-STS policy, where it was stated
    record Day(
            String reporter,
            LocalDate day,
            long sessions,
            boolean policy,
            @Nullable Mode mode) {}

    /// All that was said of so many days before this one.
    List<Day> before(LocalDate day, int days);

    /// Whether a report of this reporter for a later day had arrived before.
    boolean overtaken(String reporter, LocalDate day, Instant arrival);
}
