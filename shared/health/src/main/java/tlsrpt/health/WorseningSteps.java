package tlsrpt.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Sight;

/// The steps by which a trouble gets worse, each told once.
final class Steps {

    static final String REFUSED = "refused";
    static final String BLOCKED = "blocked";
    static final String TENTH = "share";
    static final String HALF = "half";

    private final EvaluationContext sitting;

    Steps(EvaluationContext sitting) {
        this.sitting = sitting;
    }

    /// All that these numbers amount to.
    List<String> of(Outcome outcome, long failed, long total) {
        var steps = new ArrayList<String>();
        if (outcome.refused()) {
            steps.add(REFUSED);
        }
        if (outcome == Outcome.BLOCKED) {
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

    /// Those that a report takes, of those that were not taken.
    List<String> taken(Open open, @Nullable Sight before, Sight sight) {
        var steps = new ArrayList<String>();
        if (sight.outcome().refused()) {
            steps.add(REFUSED);
        }
        // Another reporter that joins tells nothing of how it was there before.
        if (before != null && sight.outcome() == Outcome.BLOCKED && before.outcome() != Outcome.BLOCKED) {
            steps.add(BLOCKED);
        }
        if (before != null && !isEarly(open) && sight.failed() >= sitting.limit(Threshold.AT_ONCE_SESSIONS)) {
            passed(before, sight, TENTH, Threshold.WORSE_PERCENT, steps);
            passed(before, sight, HALF, Threshold.WORST_PERCENT, steps);
        }
        steps.removeAll(open.steps());
        return steps;
    }

    /// Those that join in silence: what belongs to the beginning, and what comes late.
    List<String> joining(Open open, Sight sight) {
        if (!sitting.report.day().isAfter(open.opening().day())) {
            return sight.steps();
        }
        return of(sight.outcome(), sight.failed(), sight.total()).stream()
                .filter(step -> isShare(step) ? isEarly(open) : step.equals(REFUSED))
                .toList();
    }

    private boolean isEarly(Open open) {
        return sitting.report.day().isBefore(open.opening().day().plusDays(sitting.limit(Threshold.WORSE_AFTER_DAYS)));
    }

    private static boolean isShare(String step) {
        return step.equals(TENTH) || step.equals(HALF);
    }

    private void passed(Sight before, Sight sight, String step, Threshold percent, List<String> steps) {
        if (isOver(sight.failed(), sight.total(), percent) && !isOver(before.failed(), before.total(), percent)) {
            steps.add(step);
        }
    }

    private boolean isOver(long failed, long total, Threshold percent) {
        return failed * 100.0 > (double) sitting.limit(percent) * total;
    }
}
