package tlsrpt.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tlsrpt.health.LivePolicy;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.store.StoredPosture;

/// What a recent look at DNS and at the policy host says for and against enforcing a policy.
final class SeenNow {

    private static final Duration RECENT = Duration.ofDays(2);
    private static final String COVERED = "mx-covered#";

    private SeenNow() {}

    /// Returns the conditions; none where no recent look saw the MX records and the policy.
    static List<Condition> conditions(Optional<StoredPosture> latest, Instant now) {
        if (latest.isEmpty() || latest.get().look().at().plus(RECENT).isBefore(now)) {
            return List.of();
        }
        var posture = latest.get();
        var policy = posture.look().policy();
        var covered = new TreeMap<String, Boolean>();
        posture.known().forEach((place, known) -> {
            if (place.startsWith(COVERED)) {
                covered.put(place.substring(COVERED.length()), known.state().equals("pass"));
            }
        });
        boolean unseen = posture.look().lines().stream()
                .filter(line ->
                        line.check().equals("mx-records") || line.check().equals("sts-policy"))
                .anyMatch(line -> line.state().equals("unseen"));
        if (policy == null || covered.isEmpty() || unseen) {
            return List.of();
        }
        return new LivePolicy(posture.look().at(), policy.mode(), covered).conditions();
    }
}
