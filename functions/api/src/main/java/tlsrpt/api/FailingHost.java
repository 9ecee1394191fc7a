package tlsrpt.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Severity;

/// An MX host at which sessions failed, over all domains, and what failed there.
///
/// @param mx `null` for the failures that name no host
/// @param causes one for each domain, diagnosis and effect
record FailingHost(@Nullable String mx, List<FleetFailures.Found> causes) {

    private static final Comparator<FailingHost> WORST_FIRST = Comparator.comparing(FailingHost::refused)
            .thenComparingInt(host -> host.domains().size())
            .thenComparingLong(FailingHost::failed)
            .reversed()
            .thenComparing(FailingHost::mx, Comparator.nullsLast(Comparator.naturalOrder()));

    static List<FailingHost> of(List<FleetFailures.Found> causes) {
        var hosts = new LinkedHashMap<String, List<FleetFailures.Found>>();
        for (var found : causes) {
            var mx = found.cause().mx();
            hosts.computeIfAbsent(mx == null ? "" : mx, _ -> new ArrayList<>()).add(found);
        }
        return hosts.entrySet().stream()
                .map(host -> new FailingHost(host.getKey().isEmpty() ? null : host.getKey(), host.getValue()))
                .sorted(WORST_FIRST)
                .toList();
    }

    List<Cause> all() {
        return causes.stream().map(FleetFailures.Found::cause).toList();
    }

    long failed() {
        return causes.stream().mapToLong(found -> found.cause().sessions()).sum();
    }

    boolean refused() {
        return causes.stream().anyMatch(found -> found.cause().refused());
    }

    /// The gravest effect on mail of what failed.
    String outcome() {
        if (refused()) {
            return "refused";
        }
        return causes.stream().anyMatch(found -> found.cause().outcome().equals("delivered")) ? "delivered" : "unknown";
    }

    Severity severity() {
        return all().stream().map(Cause::severity).reduce(Severity.NOTICE, Severity::orAbove);
    }

    LocalDate first() {
        return days().firstKey();
    }

    LocalDate last() {
        return days().lastKey();
    }

    TreeMap<LocalDate, Long> days() {
        var days = new TreeMap<LocalDate, Long>();
        all().forEach(cause -> cause.days().forEach((day, sessions) -> days.merge(day, sessions, Math::addExact)));
        return days;
    }

    /// Sessions by domain, the most first.
    Map<String, Long> domains() {
        return sums(found -> Map.of(found.domain(), found.cause().sessions()));
    }

    Map<String, Long> reporters() {
        return sums(found -> {
            var sessions = new LinkedHashMap<String, Long>();
            found.cause().reporters().forEach(one -> sessions.put(one.getKey(), one.getValue()));
            return sessions;
        });
    }

    /// What failed, without the domains: by diagnosis and effect on mail.
    List<FailingHost> byDiagnosis() {
        var groups = new LinkedHashMap<String, List<FleetFailures.Found>>();
        for (var found : causes) {
            groups.computeIfAbsent(
                            found.cause().diagnosis() + " " + found.cause().outcome(), _ -> new ArrayList<>())
                    .add(found);
        }
        return groups.values().stream()
                .map(group -> new FailingHost(mx, group))
                .sorted(WORST_FIRST)
                .toList();
    }

    /// Of what is the same for all of them, such as the diagnosis of a [group][#byDiagnosis].
    Cause like() {
        return causes.getFirst().cause();
    }

    String title() {
        var explanation = like().explanation();
        return explanation == null ? "several rare causes" : explanation.title();
    }

    private Map<String, Long> sums(Function<FleetFailures.Found, Map<String, Long>> part) {
        var sums = new TreeMap<String, Long>();
        causes.forEach(found -> part.apply(found).forEach((name, n) -> sums.merge(name, n, Math::addExact)));
        var sorted = new LinkedHashMap<String, Long>();
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(one -> sorted.put(one.getKey(), one.getValue()));
        return sorted;
    }
}
