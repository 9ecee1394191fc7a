package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;

/// The counters of the rows, by the names of their attributes.
enum Counter {
    REPORTS,
    OK,
    FAILED,
    UNPROTECTED,
    REFUSED,
    UNKNOWN,
    /// Of failed sessions: those that another policy counts too.
    OVERLAP;

    private final String token = name().toLowerCase(Locale.ROOT);

    String token() {
        return token;
    }

    String of(PolicyKind policy) {
        return token + ":" + policy.token();
    }

    String of(Trust trust) {
        return token + ":" + trust;
    }

    /// Returns the counter of the reports of one of the reporters that may sign with a domain. Its name is short, since
    /// each report holds it too.
    static String ofReportsBy(ReporterId reporter) {
        var hash = HexFormat.of()
                .parseHex(Keys.sha256(reporter.key().getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16));
        return "by:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    }
}
