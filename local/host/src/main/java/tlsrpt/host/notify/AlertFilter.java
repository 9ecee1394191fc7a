package tlsrpt.host.notify;

import java.util.Collection;
import java.util.Set;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;

/// Which alerts a channel gets.
///
/// @param domains these and all names below them; empty for all
/// @param least the lowest severity
/// @param kinds empty for all
public record AlertFilter(Set<String> domains, Severity least, Set<AlertKind> kinds) {

    public static final AlertFilter ALL = new AlertFilter(Set.of(), Severity.NOTICE, Set.of());

    private static final String WHOLE_COLLECTOR = "*";

    public AlertFilter {
        domains = Set.copyOf(domains);
        kinds = Set.copyOf(kinds);
    }

    /// Returns whether an alert passes. An alert about the collector as a whole is about every domain, and a test
    /// reaches everyone.
    boolean passes(Alert alert) {
        if (alert.family().equals("test")) {
            return true;
        }
        return alert.severity().compareTo(least) >= 0
                && (kinds.isEmpty() || kinds.contains(alert.kind()))
                && (domains.isEmpty() || concerns(alert.domains()));
    }

    /// Returns whether a digest for this channel covers a domain.
    public boolean covers(String domain) {
        return domains.isEmpty() || concerns(Set.of(domain));
    }

    private boolean concerns(Collection<String> affected) {
        return affected.stream()
                .anyMatch(domain -> domain.equals(WHOLE_COLLECTOR)
                        || domains.stream().anyMatch(own -> domain.equals(own) || domain.endsWith("." + own)));
    }
}
