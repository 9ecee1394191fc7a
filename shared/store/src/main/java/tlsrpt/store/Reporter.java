package tlsrpt.store;

import java.time.LocalDate;
import java.util.Comparator;
import tlsrpt.report.Trust;

/// What one reporter says of a domain in all.
///
/// @param last the latest day that it reported
public record Reporter(String submitter, Trust trust, LocalDate last, Sessions sessions) {

    static final Comparator<Reporter> MOST_SESSIONS_FIRST = Comparator.comparingLong(
                    (Reporter reporter) -> reporter.sessions.headline().total())
            .reversed()
            .thenComparing(Reporter::submitter)
            .thenComparing(Reporter::trust);

    static Reporter of(ReporterDay row) {
        return new Reporter(row.submitter(), row.trust(), row.day(), row.sessions());
    }

    Reporter plus(Reporter other) {
        return new Reporter(
                submitter, trust, last.isAfter(other.last) ? last : other.last, sessions.plus(other.sessions));
    }
}
