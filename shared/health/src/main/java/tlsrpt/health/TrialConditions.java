package tlsrpt.health;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.report.Mode;

/// The conditions that reports must meet after a few days in enforce mode, before `max_age` is raised.
public final class TrialConditions {

    private TrialConditions() {}

    /// Returns the conditions.
    ///
    /// @param first the first whole day of it
    public static List<Condition> of(Evidence evidence, LocalDate first) {
        var last = CompleteDays.last(evidence.today());
        if (last.isBefore(first)) {
            return List.of(new Condition(
                    "Reporters saw `mode: enforce`.",
                    false,
                    "The reports of " + first + " are not complete yet.",
                    CompleteDays.seenWhole(first, 1)));
        }
        var seen = evidence.within(new CompleteDays(first, last));
        return List.of(
                enforceSeen(seen),
                nothingRefused(seen),
                new Conditions(seen, EvidenceRequirement.USUAL).policyReadable());
    }

    private static Condition enforceSeen(Evidence seen) {
        var reporters = seen.policies().stream()
                .filter(sighting -> sighting.modes().contains(Mode.ENFORCE))
                .map(ReporterPolicyDay::reporter)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Condition(
                "Reporters saw `mode: enforce`.",
                !reporters.isEmpty(),
                reporters.isEmpty() ? "No reporter has yet." : reporters.size() + " did.",
                null);
    }

    /// A passing failure at one reporter is not the policy's.
    private static Condition nothingRefused(Evidence seen) {
        var failures = seen.refusable();
        var lasting =
                failures.stream().filter(failure -> !failure.isTransient()).toList();
        boolean met = lasting.isEmpty() && Evidence.reportersOf(failures).size() <= 1;
        return new Condition(
                "No session was refused.",
                met,
                met
                        ? "None was."
                        : (lasting.isEmpty() ? failures : lasting)
                                        .stream()
                                                .mapToLong(StsFailure::sessions)
                                                .sum()
                                + " were, reported by " + String.join(", ", Evidence.reportersOf(failures)) + ".",
                null);
    }
}
