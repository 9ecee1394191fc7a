package tlsrpt.api;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Alert;
import tlsrpt.health.DeliveryImpact;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.store.AlertViews;

/// `/v1/causes`: what is behind the open alerts, over all domains: by diagnosis and host, and by who alone sees it.
final class CausesView {

    private static final int SHOWN = 50;

    private static final Columns<Group> COLUMNS = new Columns<Group>()
            .text("diagnosis", group -> group.key.diagnosis)
            .text(
                    "title",
                    group -> Explanation.of(Diagnosis.of(group.key.diagnosis)).title())
            .text("mx", group -> group.key.mx)
            .text("onlyReporter", group -> group.key.onlyReporter)
            .number("domainCount", group -> group.domains.size())
            .number("failed", group -> group.failed)
            .flag("refused", group -> group.refused);

    private final AlertViews alerts;

    CausesView(AlertViews alerts) {
        this.alerts = alerts;
    }

    /// @param onlyReporter who alone sees it: then it is likely theirs
    private record Key(
            String diagnosis, @Nullable String mx, @Nullable String onlyReporter) {}

    private static final class Group {
        private final Key key;
        private final Set<String> domains = new TreeSet<>();
        private long failed;
        private boolean refused;

        Group(Key key) {
            this.key = key;
        }
    }

    Answer list(Query query) {
        var groups = groups();
        if (query.wantsCsv()) {
            return Answer.csv("causes", COLUMNS.csv(groups));
        }
        return Answer.json(json -> {
            json.writeArrayFieldStart("causes");
            for (var group : groups) {
                json.writeStartObject();
                COLUMNS.write(json, group);
                json.writeArrayFieldStart("domains");
                for (var domain : group.domains.stream().limit(SHOWN).toList()) {
                    json.writeString(domain);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private List<Group> groups() {
        Map<Key, Group> groups = new HashMap<>();
        for (var stored : alerts.open()) {
            var alert = Alert.of(stored.json());
            var only = alert.reporters().size() == 1 ? alert.reporters().getFirst() : null;
            for (var cause : alert.causes()) {
                var group = groups.computeIfAbsent(new Key(cause.diagnosis(), cause.mx(), only), Group::new);
                group.domains.add(alert.domain());
                group.domains.addAll(alert.domains());
                group.failed += cause.sessions().failed();
                group.refused |=
                        alert.outcome() == DeliveryImpact.BLOCKED || alert.outcome() == DeliveryImpact.REFUSED_IN_PART;
            }
        }
        return groups.values().stream()
                .sorted(Comparator.comparing((Group group) -> group.refused)
                        .thenComparingInt(group -> group.domains.size())
                        .thenComparingLong(group -> group.failed)
                        .reversed()
                        .thenComparing(group -> group.key.diagnosis))
                .toList();
    }
}
