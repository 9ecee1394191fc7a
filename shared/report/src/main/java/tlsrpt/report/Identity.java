package tlsrpt.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// The identity that a report claims, from its body alone, so that it is the same over every transport. Whether
/// the sender is proven is stored beside it.
///
/// A report-id is unique for one reporter only, and many Postfix sites write the same ids, so the reporter and the
/// range belong to it.
///
/// @param reporter the domain of contact-info, else empty
/// @param reportId as sent; where the report has none or names no reporter, the hash of its canonical form
public record Identity(String reporter, String reportId, Instant start, Instant end) {

    public static Identity of(Report report) {
        var id = report.reportId();
        var domain = report.contactDomain();
        return new Identity(
                domain == null ? "" : domain,
                id == null || id.isEmpty() || domain == null ? sha256(ReportWriter.canonical(report)) : id,
                report.dateRange().start(),
                report.dateRange().end());
    }

    /// 32 hex digits that stand for the identity wherever a key is needed.
    public String hash() {
        var text = String.join("\n", escape(reporter), escape(reportId), start.toString(), end.toString());
        return sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    /// Returns the [#hash] for a report of a proven reporter, which no other sender can claim.
    public String hashOf(ReporterId reporter) {
        return sha256((hash() + "\n" + reporter.key()).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
    }

    /// Keeps the joint unique: no text holds the separator.
    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
