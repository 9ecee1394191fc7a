package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Alert;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.PolicyType;
import tlsrpt.store.PostureItems;
import tlsrpt.store.PostureLook;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.StoredPosture;

/// Open incidents of reports whose causes the latest check does not find any more. They stay open until reports are
/// clean.
final class LooksFixed {

    private static final Duration RECENT = Duration.ofDays(2);
    private static final int MOST_DOMAINS = 100;

    private final PostureItems postures;
    private final Clock clock;

    LooksFixed(PostureItems postures, Clock clock) {
        this.postures = postures;
        this.clock = clock;
    }

    /// Writes an object with the time of the check by the id of each such incident.
    void write(JsonGenerator json, List<StoredAlert> open) throws IOException {
        json.writeObjectFieldStart("looksFixed");
        for (var incident : of(open).entrySet()) {
            json.writeStringField(incident.getKey(), incident.getValue().toString());
        }
        json.writeEndObject();
    }

    /// Looks at the checks of 100 domains at most.
    private Map<String, Instant> of(List<StoredAlert> open) {
        var looks = new HashMap<String, Optional<PostureLook>>();
        var fixed = new HashMap<String, Instant>();
        for (var stored : open) {
            var alert = Alert.of(stored.json());
            var domains = Stream.concat(Stream.of(alert.domain()), alert.domains().stream())
                    .distinct()
                    .toList();
            if (alert.causes().isEmpty() || looks.size() + domains.size() > MOST_DOMAINS) {
                continue;
            }
            var times = new ArrayList<Instant>();
            for (var domain : domains) {
                looks.computeIfAbsent(domain, this::look)
                        .filter(look -> refutes(look, alert))
                        .ifPresent(look -> times.add(look.at()));
            }
            if (times.size() == domains.size()) {
                times.stream().min(Instant::compareTo).ifPresent(at -> fixed.put(alert.id(), at));
            }
        }
        return fixed;
    }

    private Optional<PostureLook> look(String domain) {
        return postures.latest(domain)
                .map(StoredPosture::look)
                .filter(look -> look.at().plus(RECENT).isAfter(clock.instant()));
    }

    /// A check says something of failures only if it was made after the last day on which reports saw them.
    private static boolean refutes(PostureLook look, Alert alert) {
        var last = alert.sessions().to();
        return last != null
                && look.at().atZone(ZoneOffset.UTC).toLocalDate().isAfter(last)
                && alert.causes().stream().allMatch(cause -> refutes(look, cause));
    }

    private static boolean refutes(PostureLook look, Alert.Cause cause) {
        return Diagnosis.of(cause.diagnosis()) instanceof Diagnosis.Known known
                && Stream.concat(
                                Stream.of(isDane(cause.policyType())),
                                cause.alsoPolicyTypes().stream().map(LooksFixed::isDane))
                        .distinct()
                        .allMatch(dane -> look.refutes(known, dane, cause.mx()));
    }

    private static boolean isDane(@Nullable String policyType) {
        return PolicyType.Registered.TLSA.token().equals(policyType);
    }
}
