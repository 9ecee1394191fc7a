package tlsrpt.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A cause of failed sessions, with the members that table rows distinguish.
///
/// @param diagnosis a key part: the diagnosis, or [Keys#FOLDED]
/// @param mx a key part: the receiving MX, [Keys#NOT_NAMED] or [Keys#FOLDED]
record Failure(PolicyKind policy, String diagnosis, String mx) {

    private static final Comparator<Failure> ORDER = Comparator.comparing(Failure::policy)
            .thenComparing(Failure::diagnosis)
            .thenComparing(Failure::mx);

    /// The same sessions in at most `limit` rows: the rarest go into one row of their policy and diagnosis, without the
    /// MX; where that is not enough, into one row of their policy. The rows always add up to the same, and the same
    /// failures always fold in the same way.
    static Map<Failure, Long> fold(Map<Failure, Long> sessions, int limit) {
        var byDiagnosis = fold(sessions, limit, f -> new Failure(f.policy, f.diagnosis, Keys.FOLDED));
        return fold(byDiagnosis, limit, f -> new Failure(f.policy, Keys.FOLDED, Keys.FOLDED));
    }

    private static Map<Failure, Long> fold(Map<Failure, Long> sessions, int limit, UnaryOperator<Failure> group) {
        if (sessions.size() <= limit) {
            return sessions;
        }
        var folded = new HashMap<>(sessions);
        var rowsByGroup = new HashMap<Failure, Integer>();
        sessions.keySet().forEach(failure -> rowsByGroup.merge(group.apply(failure), 1, Integer::sum));
        for (var rarest : rarestFirst(sessions)) {
            if (folded.size() <= limit) {
                break;
            }
            var marker = group.apply(rarest);
            if (rarest.equals(marker) || rowsByGroup.getOrDefault(marker, 0) < 2) {
                continue;
            }
            if (folded.containsKey(marker)) {
                rowsByGroup.merge(marker, -1, Integer::sum);
            }
            Long moved = folded.remove(rarest);
            if (moved != null) {
                folded.merge(marker, moved, Math::addExact);
            }
        }
        return folded;
    }

    private static List<Failure> rarestFirst(Map<Failure, Long> sessions) {
        return sessions.entrySet().stream()
                .sorted(Map.Entry.<Failure, Long>comparingByValue()
                        .thenComparing(Map.Entry.<Failure, Long>comparingByKey(ORDER)))
                .map(Map.Entry::getKey)
                .toList();
    }
}
