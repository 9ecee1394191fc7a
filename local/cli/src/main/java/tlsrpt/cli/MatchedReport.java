package tlsrpt.cli;

import java.util.List;
import tlsrpt.intake.Delivered;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Submitter;

/// A report that was read for the first time, with the domains of it that the user asked for.
///
/// @param source the file, and the place in it
record MatchedReport(String source, Delivered delivered, List<ReportedDomain> domains) {

    MatchedReport {
        domains = List.copyOf(domains);
    }

    Report report() {
        return delivered.report();
    }

    String submitter() {
        return Submitter.of(delivered.report(), delivered.hints());
    }

    boolean hasFailures() {
        return domains.stream().flatMap(domain -> domain.entries().stream()).anyMatch(MatchedReport::failed);
    }

    /// Whether an entry contains a failure, in its summary or in a detail.
    static boolean failed(PolicyResult entry) {
        return entry.summary().failed() > 0 || entry.failureDetails().stream().anyMatch(MatchedReport::failed);
    }

    /// A detail without a count still is a failure; one with zero sessions is not.
    static boolean failed(FailureDetail detail) {
        return detail.failedSessionCount() == null || detail.failed() > 0;
    }
}
