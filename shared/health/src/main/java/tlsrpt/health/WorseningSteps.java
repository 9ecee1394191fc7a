package tlsrpt.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.Open;
import tlsrpt.health.RuleState.ReporterState;

/// The ways in which an incident gets worse; each sends one alert.
final class WorseningSteps {

    static final String REFUSED = "refused";
    static final String BLOCKED = "blocked";
    static final String TENTH = "share";
    static final String HALF = "half";

    private final EvaluationContext context;

    WorseningSteps(EvaluationContext context) {
        this.context = context;
    }

    /// Returns the steps that these numbers reach.
    List<String> of(DeliveryImpact outcome, long failed, long total) {
        var steps = new ArrayList<String>();
        if (outcome.refused()) {
            steps.add(REFUSED);
        }
        if (outcome == DeliveryImpact.BLOCKED) {
            steps.add(BLOCKED);
        }
        if (isOver(failed, total, Threshold.WORSE_PERCENT)) {
            steps.add(TENTH);
        }
        if (isOver(failed, total, Threshold.WORST_PERCENT)) {
            steps.add(HALF);
        }
        return steps;
    }

    /// Returns the further steps that a report takes.
    List<String> taken(Open open, @Nullable ReporterState before, ReporterState sight) {
        var steps = new ArrayList<String>();
        if (sight.outcome().refused()) {
            steps.add(REFUSED);
        }
        // A reporter that joins has no earlier state to compare with.
        if (before != null && sight.outcome() == DeliveryImpact.BLOCKED && before.outcome() != DeliveryImpact.BLOCKED) {
            steps.add(BLOCKED);
        }
        if (before != null && !isEarly(open) && sight.failed() >= context.limit(Threshold.AT_ONCE_SESSIONS)) {
            passed(before, sight, TENTH, Threshold.WORSE_PERCENT, steps);
            passed(before, sight, HALF, Threshold.WORST_PERCENT, steps);
        }
        steps.removeAll(open.steps());
        return steps;
    }

    /// Returns the steps that are taken without an alert: those of the first days, and late ones.
    List<String> joining(Open open, ReporterState sight) {
        if (!context.report.day().isAfter(open.opening().day())) {
            return sight.steps();
        }
        return of(sight.outcome(), sight.failed(), sight.total()).stream()
                .filter(step -> isShare(step) ? isEarly(open) : step.equals(REFUSED))
                .toList();
    }

    private boolean isEarly(Open open) {
        return context.report.day().isBefore(open.opening().day().plusDays(context.limit(Threshold.WORSE_AFTER_DAYS)));
    }

    private static boolean isShare(String step) {
        return step.equals(TENTH) || step.equals(HALF);
    }

    private void passed(ReporterState before, ReporterState sight, String step, Threshold percent, List<String> steps) {
        if (isOver(sight.failed(), sight.total(), percent) && !isOver(before.failed(), before.total(), percent)) {
            steps.add(step);
        }
    }

    private boolean isOver(long failed, long total, Threshold percent) {
        return failed * 100.0 > (double) context.limit(percent) * total;
    }
}
