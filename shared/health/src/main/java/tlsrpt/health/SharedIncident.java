package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An incident that several domains share: the same fault of the same MX host.
///
/// Its size is bounded: it holds the numbers of some domains, and counts of all.
///
/// @param lead the alert that the first of them opened, with the gravest of what any of them showed; `null` where none
///     is open
/// @param open how many domains it is open in
/// @param most the most in which it was open at once
/// @param ever some in which it was since it was opened, those of most failed sessions, with these sessions
/// @param beyond sessions of the others
/// @param news how many domains were not sent yet
/// @param updated the day on which news was last sent
/// @param steps that one of them took
public record SharedIncident(
        @Nullable Alert lead,
        long open,
        long most,
        Map<String, Alert.Sessions> ever,
        Alert.Sessions beyond,
        long news,
        LocalDate updated,
        Instant reminded,
        List<String> steps) {

    private static final int MOST_NAMES = 50;
    private static final int MOST_CHARS = 4_000;

    public static final SharedIncident NONE =
            new SharedIncident(null, 0, 0, Map.of(), Alert.Sessions.NONE, 0, LocalDate.EPOCH, Instant.EPOCH, List.of());

    /// Opened by the first domain.
    static SharedIncident of(Alert lead, LocalDate day, Instant at, List<String> steps) {
        var ever = Map.of(lead.domain(), lead.sessions());
        return new SharedIncident(lead, 1, 1, ever, Alert.Sessions.NONE, 0, day, at, steps);
    }

    /// Returns in how many domains it was.
    long domains() {
        return Math.max(most, ever.size());
    }

    SharedIncident joinedBy(Alert alert) {
        return new SharedIncident(
                        lead, open + 1, Math.max(most, open + 1), ever, beyond, news + 1, updated, reminded, steps)
                .told(alert, true);
    }

    SharedIncident leftBy(Alert alert) {
        return new SharedIncident(lead, open - 1, most, ever, beyond, news, updated, reminded, steps)
                .told(alert, false);
    }

    SharedIncident took(Alert alert, Collection<String> some) {
        var all = new TreeSet<>(steps);
        all.addAll(some);
        return new SharedIncident(lead, open, most, ever, beyond, news, updated, reminded, List.copyOf(all))
                .told(alert, false);
    }

    /// With what a domain's alert says of the fault.
    private SharedIncident told(Alert alert, boolean isNew) {
        if (lead == null) {
            return this;
        }
        var gravest =
                Alert.of(lead.incident(), lead.transition(), lead.findings().orAbove(alert.findings()), lead.content());
        var known = new SharedIncident(gravest, open, most, ever, beyond, news, updated, reminded, steps);
        if (!isNew && !ever.containsKey(alert.domain())) {
            return known; // Its sessions are among those of the others.
        }
        var all = new TreeMap<>(ever);
        all.put(alert.domain(), sessions(alert));
        var named = heaviest(all);
        var rest = sumWithout(all, named);
        return known.with(named, beyond.plus(rest));
    }

    /// Returns the incident with these numbers, which replace earlier ones of the same domains.
    ///
    /// @param numbers of all domains in which it is open
    SharedIncident counting(Map<String, Alert.Sessions> numbers) {
        var all = new TreeMap<>(ever);
        all.putAll(numbers);
        var named = heaviest(all);
        var rest = sumWithout(all, named);
        // Those that are over by now are not among the numbers.
        return with(named, rest.failed() >= beyond.failed() ? rest : beyond);
    }

    private SharedIncident with(Map<String, Alert.Sessions> named, Alert.Sessions others) {
        return new SharedIncident(lead, open, most, named, others, news, updated, reminded, steps);
    }

    private static Map<String, Alert.Sessions> heaviest(Map<String, Alert.Sessions> all) {
        var named = new TreeMap<String, Alert.Sessions>();
        int chars = 0;
        for (var domain : byWeight(all)) {
            chars += domain.length();
            if (named.size() < MOST_NAMES && chars <= MOST_CHARS) {
                named.put(domain, all.getOrDefault(domain, Alert.Sessions.NONE));
            }
        }
        return named;
    }

    private static Alert.Sessions sumWithout(Map<String, Alert.Sessions> all, Map<String, Alert.Sessions> named) {
        return all.entrySet().stream()
                .filter(one -> !named.containsKey(one.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Alert.Sessions.NONE, Alert.Sessions::plus);
    }

    /// Of what is shared alone: a domain may have other causes besides.
    private Alert.Sessions sessions(Alert alert) {
        return lead == null || lead.causes().isEmpty()
                ? alert.sessions()
                : lead.causes().getFirst().sessionsIn(alert.causes());
    }

    /// Whether more than one domain has it.
    public boolean isShared() {
        return lead != null && domains() > 1;
    }

    /// Sessions that failed in all domains.
    Alert.Sessions sessions() {
        return ever.values().stream().reduce(beyond, Alert.Sessions::plus);
    }

    /// The domains that are named, those of most failed sessions first.
    List<String> byWeight() {
        return byWeight(ever);
    }

    private static List<String> byWeight(Map<String, Alert.Sessions> sessions) {
        return sessions.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Alert.Sessions> one) ->
                                one.getValue().failed())
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Nothing is news any more.
    SharedIncident updated(LocalDate day, Instant reminded) {
        return new SharedIncident(lead, open, most, ever, beyond, 0, day, reminded, steps);
    }

    public String json() {
        return RecordJson.write(this);
    }

    public static SharedIncident of(String json) {
        return RecordJson.read(SharedIncident.class, json);
    }
}
