package tlsrpt.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tlsrpt.health.Alert;
import tlsrpt.health.DomainState.Trouble;
import tlsrpt.health.Outcome;
import tlsrpt.store.StoredAlert;

/// The alerts that are open, by the domains that share them.
final class OpenAlerts {

    private final Map<String, List<StoredAlert>> byDomain = new HashMap<>();
    private final Map<String, Trouble> troubles = new HashMap<>();

    OpenAlerts(List<StoredAlert> open) {
        for (var stored : open) {
            var alert = Alert.of(stored.json());
            var domains = new ArrayList<>(alert.domains());
            if (!domains.contains(alert.domain())) {
                domains.add(alert.domain());
            }
            for (var domain : domains) {
                byDomain.computeIfAbsent(domain, _ -> new ArrayList<>()).add(stored);
                troubles.merge(domain, trouble(alert), (one, two) -> one.compareTo(two) >= 0 ? one : two);
            }
        }
    }

    List<StoredAlert> of(String domain) {
        return byDomain.getOrDefault(domain, List.of());
    }

    Trouble trouble(String domain) {
        return troubles.getOrDefault(domain, Trouble.NONE);
    }

    private static Trouble trouble(Alert alert) {
        return alert.outcome() == Outcome.BLOCKED || alert.outcome() == Outcome.REFUSED_IN_PART
                ? Trouble.REFUSED
                : Trouble.DELIVERED;
    }
}
