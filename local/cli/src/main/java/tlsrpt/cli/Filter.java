package tlsrpt.cli;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Delivered;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Submitter;

/// The reports that the user wants. An empty or `null` member allows all.
///
/// @param domains reported domains, by their exact names in lower-case A-labels
/// @param reporters submitters in lower case
/// @param from first day
/// @param to last day
record Filter(
        Set<String> domains,
        Set<String> reporters,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    Filter {
        domains = Set.copyOf(domains);
        reporters = Set.copyOf(reporters);
    }

    boolean asksForAll() {
        return domains.isEmpty() && reporters.isEmpty() && from == null && to == null;
    }

    /// Returns the domains of the report that match.
    List<ReportedDomain> of(Delivered delivered, List<ReportedDomain> reported) {
        var day = delivered.report().day();
        if ((from != null && day.isBefore(from)) || (to != null && day.isAfter(to))) {
            return List.of();
        }
        if (!reporters.isEmpty()
                && !reporters.contains(
                        Submitter.of(delivered.report(), delivered.hints()).toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        return domains.isEmpty()
                ? reported
                : reported.stream()
                        .filter(domain -> domains.contains(domain.domain()))
                        .toList();
    }
}
