package tlsrpt.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import tlsrpt.health.LivePolicy;
import tlsrpt.report.Check;
import tlsrpt.store.PostureLine;
import tlsrpt.store.StoredPosture;

/// What a recent look at DNS and at the policy host says for and against enforcing a policy.
final class CurrentPolicyEvidence {

    private static final Duration RECENT = Duration.ofDays(2);

    private CurrentPolicyEvidence() {}

    /// Returns what it is; empty where there was no recent look.
    static Optional<LivePolicy> of(Optional<StoredPosture> latest, Instant now) {
        return latest.filter(posture -> !posture.look().at().plus(RECENT).isBefore(now))
                .map(CurrentPolicyEvidence::of);
    }

    private static LivePolicy of(StoredPosture posture) {
        var policy = posture.look().policy();
        boolean unseen = posture.look().lines().stream()
                .filter(line ->
                        line.check().equals("mx-records") || line.check().equals("sts-policy"))
                .anyMatch(PostureLine::isUnseen);
        return new LivePolicy(
                posture.look().at(),
                policy == null || unseen ? null : policy.mode(),
                policy == null || posture.staleSince() == null ? null : policy.id(),
                places(posture));
    }

    /// A fault that this look could not observe again still counts; a pass does not.
    private static List<LivePolicy.Place> places(StoredPosture posture) {
        var unseen = new HashSet<String>();
        var ends = new HashMap<String, Instant>();
        for (var line : posture.look().lines()) {
            if (line.isUnseen()) {
                unseen.add(line.place());
            }
            if (line.until() != null) {
                ends.merge(
                        line.place(), Instant.parse(line.until()), (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        var places = new ArrayList<LivePolicy.Place>();
        posture.known().forEach((place, known) -> {
            int hash = place.indexOf('#');
            var host = place.substring(hash + 1);
            if (!unseen.contains(place) || !known.state().equals("pass")) {
                Check.of(place.substring(0, hash))
                        .ifPresent(check -> places.add(new LivePolicy.Place(
                                check, host.isEmpty() ? null : host, known.state(), ends.get(place))));
            }
        });
        return places;
    }
}
