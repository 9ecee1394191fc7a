package tlsrpt.health;

import java.util.ArrayList;
import java.util.List;
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

    /// Returns the further steps that a report takes, compared with the reporter's day before.
    ///
    /// @param reached by the report
    List<String> taken(Open open, ReporterState sight, List<String> reached, long failed) {
        // A report of an earlier day that is evaluated again has been compared before.
        var before =
                context.report.day().equals(sight.lastDay()) ? sight.steps().before() : null;
        boolean shares = !isEarly(open) && failed >= context.limit(Threshold.AT_ONCE_SESSIONS);
        return reached.stream()
                .filter(step -> !open.steps().contains(step))
                // A reporter that joins has no earlier day to compare with.
                .filter(step -> step.equals(REFUSED) || (before != null && !before.contains(step)))
                .filter(step -> shares || !isShare(step))
                .toList();
    }

    /// Returns the steps that are taken without an alert: those of the first days, and late ones.
    ///
    /// @param reached by the report
    List<String> joining(Open open, ReporterState sight, List<String> reached) {
        if (!context.report.day().isAfter(open.opening().day())) {
            return sight.steps().ever();
        }
        return reached.stream()
                .filter(step -> isShare(step) ? isEarly(open) : step.equals(REFUSED))
                .toList();
    }

    private boolean isEarly(Open open) {
        return context.report.day().isBefore(open.opening().day().plusDays(context.limit(Threshold.WORSE_AFTER_DAYS)));
    }

    private static boolean isShare(String step) {
        return step.equals(TENTH) || step.equals(HALF);
    }

    private boolean isOver(long failed, long total, Threshold percent) {
        return failed * 100.0 > (double) context.limit(percent) * total;
    }
}
