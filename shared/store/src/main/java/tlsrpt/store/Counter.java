package tlsrpt.store;

import java.nio.charset.StandardCharsets;
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

    /// @param reporter of the several that may sign with a domain
    String of(ReporterId reporter) {
        return token + ":"
                + Keys.sha256(reporter.key().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
