package tlsrpt.store;

import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Trust;

/// What one report says of one domain, to be recorded; a report about several domains is several recordings.
///
/// @param identity of the whole report
public record Recording(
        ReportedDomain reported, Report report, Identity identity, Provenance provenance, ReadText text) {

    public ReportRef ref() {
        return new ReportRef(reported.domain(), report.day(), key());
    }

    Recording trusted(Trust placed) {
        return new Recording(reported, report, identity, provenance.trusted(placed), text);
    }

    private String key() {
        var reporter = provenance.proven();
        return reporter == null ? identity.hash() : identity.hashOf(reporter);
    }

    /// Returns the most table writes that recording it takes.
    public int writes() {
        int details = reported.entries().stream()
                .mapToInt(entry -> entry.failureDetails().size())
                .sum();
        return 3 + Math.min(provenance.trust().rows(), 2 + details);
    }

    /// The report with this domain's entries only.
    Report ofThisDomain() {
        return new Report(
                report.organizationName(),
                report.dateRange(),
                report.contactInfo(),
                report.reportId(),
                reported.entries());
    }
}
