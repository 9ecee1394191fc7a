package tlsrpt.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureDetail;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.ReportedDomain;

/// One row for each failure detail, and one for each policy without any. Safe to open in a spreadsheet.
///
/// What a report says of a policy stands in the policy's first row. The last two columns are the ones to sum: over all
/// rows of a domain's report they add up to its sessions, each counted once, also where the reporter judged the same
/// sessions under two policies or where its details do not add up.
///
/// Spec: RFC 4180
final class CsvPrinter implements Printer {

    private static final String HEADER =
            "source,submitter,organization-name,report-id,day,trust,domain,policy-type,mode,"
                    + "policy-domain,total-successful-session-count,total-failure-session-count,result-type,diagnosis,"
                    + "failed-session-count,receiving-mx-hostname,receiving-ip,receiving-mx-helo,sending-mta-ip,"
                    + "failure-reason-code,additional-information,successful-sessions,failed-sessions";

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
    public void print(MatchedReport found) throws IOException {
        for (var domain : found.domains()) {
            var rows = new ArrayList<Row>();
            for (var entry : domain.entries()) {
                if (failuresOnly && !MatchedReport.failed(entry)) {
                    continue;
                }
                rows.addAll(rows(entry));
            }
            print(found, domain, rows);
        }
    }

    /// @param first whether it is the first row of its policy
    /// @param failed sessions; of a policy's last row also those that no detail names
    private record Row(PolicyResult entry, @Nullable FailureDetail detail, boolean first, long failed) {}

    private static List<Row> rows(PolicyResult entry) {
        long unnamed = entry.summary().failed();
        var details = entry.failureDetails();
        if (details.isEmpty()) {
            return List.of(new Row(entry, null, true, unnamed));
        }
        var rows = new ArrayList<Row>();
        for (var detail : details) {
            boolean last = rows.size() == details.size() - 1;
            rows.add(new Row(
                    entry, detail, rows.isEmpty(), last ? Math.max(detail.failed(), unnamed) : detail.failed()));
            unnamed -= detail.failed();
        }
        return rows;
    }

    private void print(MatchedReport found, ReportedDomain domain, List<Row> rows) throws IOException {
        long ok = domain.headline().ok();
        long failed = domain.headline().failed();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            long share = i == rows.size() - 1 ? failed : Math.min(row.failed(), failed);
            row(found, domain, row, ok, share);
            ok = 0;
            failed -= share;
        }
    }

    @Override
    public void end(Counts counts) throws IOException {
        out.flush();
    }

    private void row(MatchedReport found, ReportedDomain domain, Row row, long ok, long failed) throws IOException {
        var report = found.report();
        var entry = row.entry();
        var detail = row.detail();
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
        next(row.first() ? entry.summary().totalSuccessfulSessionCount() : null);
        next(row.first() ? entry.summary().totalFailureSessionCount() : null);
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
        next((Long) ok);
        next((Long) failed);
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
