package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Mode;

/// Earlier trusted reports of a domain, from the ledger. Queried only for a report with failures, so that the rule
/// state does not have to keep the clean ones.
public interface ReportHistory {

    /// One reporter's report of one day.
    ///
    /// @param policy whether it applied a policy that protects: DANE, or MTA-STS in any mode but `none`
    /// @param mode of the MTA-STS policy, where it was stated
    record Day(
            String reporter,
            LocalDate day,
            long sessions,
            boolean policy,
            @Nullable Mode mode) {}

    /// Returns the reports of this many days before a day.
    List<Day> before(LocalDate day, int days);

    /// Returns the reports of this reporter for a day.
    List<Observation> ofDay(String reporter, LocalDate day);

    /// Whether a report of this reporter for a later day had arrived before.
    boolean overtaken(String reporter, LocalDate day, Instant arrival);
}
