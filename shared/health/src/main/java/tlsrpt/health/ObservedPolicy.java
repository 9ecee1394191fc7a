package tlsrpt.health;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tlsrpt.report.Mode;

/// The MTA-STS policy as reporters saw it, day by day, latest day first.
record ObservedPolicy(LocalDate today, List<Day> days) {

    private static final int DAYS = EvidenceRequirement.USUAL.days();

    /// What all reporters saw on one day.
    record Day(LocalDate day, Set<Mode> modes, Set<String> forms) {}

    static ObservedPolicy of(Evidence evidence) {
        var days = new TreeMap<LocalDate, Day>(Comparator.reverseOrder());
        for (var sighting : evidence.policies()) {
            days.merge(
                    sighting.day(),
                    new Day(sighting.day(), sighting.modes(), sighting.forms()),
                    ObservedPolicy::together);
        }
        return new ObservedPolicy(evidence.today(), List.copyOf(days.values()));
    }

    private static Day together(Day one, Day two) {
        return new Day(one.day, union(one.modes, two.modes), union(one.forms, two.forms));
    }

    private static <T> Set<T> union(Set<T> one, Set<T> two) {
        var union = new HashSet<>(one);
        union.addAll(two);
        return union;
    }

    boolean isNone() {
        return days.isEmpty() || days.getFirst().modes.equals(Set.of(Mode.NONE));
    }

    boolean isEnforced() {
        return days.getFirst().modes.equals(Set.of(Mode.ENFORCE));
    }

    /// Whether every reporter saw one policy in testing for two weeks: a change restarts the clock.
    Readiness.Condition unchanged() {
        var asks = "Every reporter sees `mode: testing` and one revision of the policy for " + DAYS + " days.";
        var needed = CompleteDays.latest(DAYS, today).first();
        var latest = days.getFirst();
        if (!latest.modes.equals(Set.of(Mode.TESTING)) || latest.forms.size() > 1) {
            var found = latest.forms.size() > 1 && latest.modes.size() == 1
                    ? "Reporters saw " + latest.forms.size() + " revisions of the policy on " + latest.day + "."
                    : "Reporters saw more than one mode on " + latest.day + ".";
            return new Readiness.Condition(asks, false, found, CompleteDays.seenWhole(latest.day.plusDays(1), DAYS));
        }
        var since = since(latest.forms);
        if (!since.isAfter(needed)) {
            return new Readiness.Condition(
                    asks, true, "All reporters have seen this since " + since + " or longer.", null);
        }
        return new Readiness.Condition(
                asks,
                false,
                "All reporters have seen this only since " + since + ".",
                CompleteDays.seenWhole(since, DAYS));
    }

    /// The earliest day from which on every day shows this form, and this form alone.
    private LocalDate since(Set<String> form) {
        var since = days.getFirst().day;
        for (var day : days) {
            if (!day.modes.equals(Set.of(Mode.TESTING)) || !form.containsAll(day.forms)) {
                break;
            }
            since = day.day;
        }
        return since;
    }
}
