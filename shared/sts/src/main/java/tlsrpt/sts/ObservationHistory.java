package tlsrpt.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What checks from outside have shown about a hosted policy so far.
///
/// @param looked the time of the last check; `null` before the first
/// @param faults differences between the policy and what senders see
/// @param inStepSince since when every check found no difference; `null` if the last one found some
/// @param recordTtl the longest TTL of the TXT record so far
/// @param mx the MX hosts that DNS had last
/// @param mxTtl the TTL of the MX records, as the last look saw it
/// @param mxCached until when caches may hold the MX record of a host that is no longer in DNS
/// @param recordGone since when the TXT record is gone, while the policy is being removed
public record ObservationHistory(
        @Nullable Instant looked,
        List<String> faults,
        @Nullable Instant inStepSince,
        Duration recordTtl,
        List<String> mx,
        Duration mxTtl,
        Map<String, Instant> mxCached,
        @Nullable Instant recordGone) {

    static final Duration SHORTEST_TTL = Duration.ofHours(1);

    static final ObservationHistory NOTHING =
            new ObservationHistory(null, List.of(), null, SHORTEST_TTL, List.of(), SHORTEST_TTL, Map.of(), null);

    public ObservationHistory {
        faults = List.copyOf(faults);
        mx = List.copyOf(mx);
        mxCached = Map.copyOf(mxCached);
    }

    /// Returns the value after a change, which ends the time in sync.
    ObservationHistory changed() {
        return new ObservationHistory(looked, faults, null, recordTtl, mx, mxTtl, mxCached, null);
    }

    /// Remembers DNS of a sighting.
    ObservationHistory with(PolicyObservation sighting) {
        var cached = new TreeMap<>(mxCached);
        cached.values().removeIf(until -> until.isBefore(sighting.at()));
        var hosts = mx;
        var hostTtl = mxTtl;
        if (sighting.mx() != null) {
            hosts = sighting.mx().hosts();
            hostTtl = longer(sighting.mx().ttl(), SHORTEST_TTL);
            // It may have gone just before this look.
            var until = sighting.at().plus(longer(mxTtl, hostTtl));
            mx.stream().filter(host -> !sighting.mx().hosts().contains(host)).forEach(host -> cached.put(host, until));
            hosts.forEach(cached::remove);
        }
        var ttl = sighting.record() instanceof PolicyObservation.RecordSeen.Id id
                ? longer(recordTtl, id.ttl())
                : recordTtl;
        return new ObservationHistory(sighting.at(), faults, inStepSince, ttl, hosts, hostTtl, cached, recordGone);
    }

    ObservationHistory judged(List<String> found, @Nullable Instant since, @Nullable Instant gone) {
        return new ObservationHistory(looked, found, since, recordTtl, mx, mxTtl, mxCached, gone);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
