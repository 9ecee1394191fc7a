package tlsrpt.cli;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.ReportedDomain;

/// One row for each failure detail, and one for each policy without any. Safe to open in a spreadsheet.
///
/// Spec: RFC 4180
final class CsvPrinter implements Printer {

    private static final String HEADER =
            "source,submitter,organization-name,report-id,day,trust,domain,policy-type,mode,"
                    + "policy-domain,total-successful-session-count,total-failure-session-count,result-type,diagnosis,"
                    + "failed-session-count,receiving-mx-hostname,receiving-ip,receiving-mx-helo,sending-mta-ip,"
                    + "failure-reason-code,additional-information";

    /// A spreadsheet takes a cell that begins so for a formula, the wide forms as well.
    private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

    private final Writer out;
    private final boolean failuresOnly;

    CsvPrinter(Writer out, boolean failuresOnly) throws IOException {
        this.out = out;
        this.failuresOnly = failuresOnly;
        out.write(HEADER + "\r\n");
    }

    @Override
    public void print(Found found) throws IOException {
        for (var domain : found.domains()) {
            for (var entry : domain.entries()) {
                if (failuresOnly && !Found.failed(entry)) {
                    continue;
                }
                if (entry.failureDetails().isEmpty()) {
                    row(found, domain, entry, null);
                }
                for (var detail : entry.failureDetails()) {
                    row(found, domain, entry, detail);
                }
            }
        }
    }

    @Override
    public void end(Counts counts) throws IOException {
        out.flush();
    }

    private void row(Found found, ReportedDomain domain, PolicyResult entry, @Nullable FailureDetail detail)
            throws IOException {
        var report = found.report();
        var policy = entry.policy();
        text(found.source());
        next(found.submitter());
        next(report.organizationName());
        next(report.reportId());
        next(report.day().toString());
        next(found.delivered().trust().name());
        next(domain.domain());
        next(policy.type() == null ? null : policy.type().token());
        next(policy.mode().map(Mode::token).orElse(null));
        next(policy.policyDomain());
        next(entry.summary().totalSuccessfulSessionCount());
        next(entry.summary().totalFailureSessionCount());
        if (detail == null) {
            out.write(",,,,,,,,,");
        } else {
            next(detail.resultType() == null ? null : detail.resultType().token());
            next(Diagnosis.of(policy, detail).token());
            next(detail.failedSessionCount());
            next(detail.receivingMxHostname());
            next(detail.receivingIp());
            next(detail.receivingMxHelo());
            next(detail.sendingMtaIp());
            next(detail.failureReasonCode());
            next(detail.additionalInformation());
        }
        out.write("\r\n");
    }

    private void next(@Nullable Long number) throws IOException {
        out.write(number == null ? "," : "," + number);
    }

    private void next(@Nullable String text) throws IOException {
        out.write(',');
        text(text);
    }

    private void text(@Nullable String text) throws IOException {
        if (text == null || text.isEmpty()) {
            return;
        }
        var cell = ForeignText.visible(text);
        if (FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            cell = "'" + cell;
        }
        boolean quoted = cell.indexOf(',') >= 0
                || cell.indexOf('"') >= 0
                || cell.indexOf(';') >= 0
                || !cell.equals(cell.strip());
        out.write(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
}
