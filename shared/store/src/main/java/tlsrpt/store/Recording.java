package tlsrpt.store;

import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;

/// What one report says of one domain, to be recorded; a report about several domains is several recordings.
///
/// @param identity of the whole report
public record Recording(
        ReportedDomain reported, Report report, Identity identity, Provenance provenance, ReadText text) {

    public ReportRef ref() {
        return new ReportRef(reported.domain(), report.day(), identity.hash());
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
