package tlsrpt.store;

import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;

/// What one report says of one domain, to be recorded; a report about several domains is several recordings.
///
/// All that follows from the report alone is computed here, so that the transaction that records it is short.
///
/// @param identity of the whole report
/// @param text that it was read from
/// @param body what it says of this domain
/// @param contribution what it adds; nothing if its counts cannot be added up
public record Recording(
        ReportedDomain reported,
        Report report,
        Identity identity,
        Provenance provenance,
        ReadText text,
        StoredReport.Body body,
        Contribution contribution,
        ReportRef ref) {

    public static Recording of(
            ReportedDomain reported, Report report, Identity identity, Provenance provenance, ReadText text) {
        return of(reported, report, identity, provenance, text, StoredReport.Body.of(about(reported, report)));
    }

    private static Recording of(
            ReportedDomain reported,
            Report report,
            Identity identity,
            Provenance provenance,
            ReadText text,
            StoredReport.Body body) {
        var reporter = provenance.proven();
        var key = reporter == null ? identity.hash() : identity.hashOf(reporter);
        var ref = new ReportRef(reported.domain(), report.day(), key);
        var contribution = Contribution.isCountable(reported)
                ? Contribution.of(reported, report.day(), provenance.trust(), provenance.submitter())
                : Contribution.NONE;
        return new Recording(reported, report, identity, provenance, text, body, contribution, ref);
    }

    /// Returns it with another provenance, such as the one that its reporter has earned.
    public Recording from(Provenance placed) {
        return placed.equals(provenance) ? this : of(reported, report, identity, placed, text, body);
    }

    /// Returns the most table writes that recording it takes.
    public int writes() {
        int details = reported.entries().stream()
                .mapToInt(entry -> entry.failureDetails().size())
                .sum();
        return 3 + Math.min(provenance.trust().rows(), 2 + details);
    }

    /// The report with this domain's entries only.
    private static Report about(ReportedDomain reported, Report report) {
        return new Report(
                report.organizationName(),
                report.dateRange(),
                report.contactInfo(),
                report.reportId(),
                reported.entries());
    }
}
