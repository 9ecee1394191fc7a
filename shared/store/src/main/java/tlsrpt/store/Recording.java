package tlsrpt.store;

import java.time.Instant;
import tlsrpt.report.Door;
import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Trust;

/// What one report says of one domain, to be recorded; a report about several domains is several recordings.
///
/// @param identity of the whole report
/// @param submitter for showing and counting
/// @param objectKey the S3 object that the report was read from
/// @param arrival when that object first arrived
/// @param text a hash of the JSON text that the report was read from: the same whichever reader reads it. It tells a
///     better reading of the same text from another report of the same identity
/// @param reader the version of the reader: a higher one reads the same text better
public record Recording(
        ReportedDomain reported,
        Report report,
        Identity identity,
        Trust trust,
        Door door,
        String submitter,
        String objectKey,
        Instant arrival,
        String text,
        int reader) {

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
