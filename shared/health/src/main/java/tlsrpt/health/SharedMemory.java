package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What several domains share: the same fault of the same MX host.
///
/// @param lead the alert that the first of them opened, with the gravest of what any of them showed; `null` where none
///     is open
/// @param members domains in which it is open
/// @param ever all in which it was since it was opened, with the sessions that failed of it when each was last told
/// @param news those that were not sent yet
/// @param updated the day on which news was last sent
/// @param steps that one of them took
public record SharedMemory(
        @Nullable Alert lead,
        List<String> members,
        Map<String, Alert.Sessions> ever,
        List<String> news,
        LocalDate updated,
        Instant reminded,
        List<String> steps) {

    private static final int MOST_DOMAINS = 1_000;

    public static final SharedMemory NONE =
            new SharedMemory(null, List.of(), Map.of(), List.of(), LocalDate.EPOCH, Instant.EPOCH, List.of());

    /// Opened by the first domain.
    static SharedMemory of(Alert lead, LocalDate day, Instant at, List<String> steps) {
        var domain = List.of(lead.domain());
        return new SharedMemory(lead, domain, Map.of(lead.domain(), lead.sessions()), List.of(), day, at, steps);
    }

    SharedMemory joinedBy(Alert alert) {
        var domain = alert.domain();
        return new SharedMemory(lead, plus(members, domain), ever, plus(news, domain), updated, reminded, steps)
                .told(alert);
    }

    SharedMemory leftBy(Alert alert) {
        var others = new ArrayList<>(members);
        others.remove(alert.domain());
        return new SharedMemory(lead, others, ever, news, updated, reminded, steps).told(alert);
    }

    SharedMemory took(Alert alert, Collection<String> some) {
        var all = new TreeSet<>(steps);
        all.addAll(some);
        return new SharedMemory(lead, members, ever, news, updated, reminded, List.copyOf(all)).told(alert);
    }

    /// With what a domain's alert says of the fault.
    private SharedMemory told(Alert alert) {
        if (lead == null) {
            return this;
        }
        var gravest =
                Alert.of(lead.incident(), lead.transition(), lead.findings().orAbove(alert.findings()), lead.content());
        return new SharedMemory(gravest, members, ever, news, updated, reminded, steps)
                .counting(Map.of(alert.domain(), sessions(alert)));
    }

    /// With these numbers in place of those that were told of the same domains.
    SharedMemory counting(Map<String, Alert.Sessions> numbers) {
        var all = new TreeMap<>(ever);
        numbers.forEach((domain, sessions) -> {
            if (all.size() < MOST_DOMAINS || all.containsKey(domain)) {
                all.put(domain, sessions);
            }
        });
        return new SharedMemory(lead, members, all, news, updated, reminded, steps);
    }

    /// Of what is shared alone: a domain may have other causes besides.
    private Alert.Sessions sessions(Alert alert) {
        return lead == null || lead.causes().isEmpty()
                ? alert.sessions()
                : lead.causes().getFirst().sessionsIn(alert.causes());
    }

    /// Whether more than one domain has it.
    boolean isShared() {
        return lead != null && ever.size() > 1;
    }

    /// Sessions that failed in all domains.
    Alert.Sessions sessions() {
        return ever.values().stream().reduce(Alert.Sessions.NONE, Alert.Sessions::plus);
    }

    /// All domains in which it was, those of most failed sessions first.
    List<String> byWeight() {
        return ever.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Alert.Sessions> one) ->
                                one.getValue().failed())
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Nothing is news any more.
    SharedMemory updated(LocalDate day, Instant reminded) {
        return new SharedMemory(lead, members, ever, List.of(), day, reminded, steps);
    }

    private static List<String> plus(List<String> list, String one) {
        if (list.contains(one) || list.size() >= MOST_DOMAINS) {
            return list;
        }
        var more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    public String json() {
        return RecordJson.write(this);
    }

    public static SharedMemory of(String json) {
        return RecordJson.read(SharedMemory.class, json);
    }
}
