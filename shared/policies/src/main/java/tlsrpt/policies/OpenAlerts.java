package tlsrpt.policies;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tlsrpt.health.Alert;
import tlsrpt.health.DeliveryImpact;
import tlsrpt.health.DomainState.ShownFailure;
import tlsrpt.health.EstablishedRule;
import tlsrpt.store.StoredAlert;

/// The open alerts, by affected domain.
public final class OpenAlerts {

    private final Map<String, List<StoredAlert>> byDomain = new HashMap<>();
    private final Map<String, ShownFailure> ofKnown = new HashMap<>();
    private final Map<String, ShownFailure> ofEstablished = new HashMap<>();

    public OpenAlerts(List<StoredAlert> open) {
        for (var stored : open) {
            var alert = Alert.of(stored.json());
            var troubles = EstablishedRule.isApart(alert) ? ofEstablished : ofKnown;
            var domains = new ArrayList<>(alert.domains());
            if (!domains.contains(alert.domain())) {
                domains.add(alert.domain());
            }
            for (var domain : domains) {
                byDomain.computeIfAbsent(domain, _ -> new ArrayList<>()).add(stored);
                troubles.merge(domain, trouble(alert), OpenAlerts::worse);
            }
        }
    }

    public List<StoredAlert> of(String domain) {
        return byDomain.getOrDefault(domain, List.of());
    }

    /// Returns the worst trouble of a domain.
    ///
    /// @param established whether what only established reporters see counts too
    public ShownFailure trouble(String domain, boolean established) {
        var known = ofKnown.getOrDefault(domain, ShownFailure.NONE);
        return established ? worse(known, ofEstablished.getOrDefault(domain, ShownFailure.NONE)) : known;
    }

    private static ShownFailure worse(ShownFailure one, ShownFailure two) {
        return one.compareTo(two) >= 0 ? one : two;
    }

    private static ShownFailure trouble(Alert alert) {
        return alert.outcome() == DeliveryImpact.BLOCKED || alert.outcome() == DeliveryImpact.REFUSED_IN_PART
                ? ShownFailure.REFUSED
                : ShownFailure.DELIVERED;
    }
}
