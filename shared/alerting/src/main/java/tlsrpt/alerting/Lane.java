package tlsrpt.alerting;

import tlsrpt.health.EstablishedRule;
import tlsrpt.report.Trust;

/// Reporters that are evaluated together.
enum Lane {
    /// Of pinned and approved reporters, and unsigned mail if the operator lets that count.
    KNOWN,
    /// Established reporters, which are trusted only because they have reported for weeks.
    ESTABLISHED;

    static Lane of(Trust trust) {
        return trust == Trust.ESTABLISHED ? ESTABLISHED : KNOWN;
    }

    /// Returns the name under which is remembered what they say of a domain.
    String memoryOf(String domain) {
        return switch (this) {
            case KNOWN -> domain;
            case ESTABLISHED -> EstablishedRule.memoryOf(domain);
        };
    }
}
