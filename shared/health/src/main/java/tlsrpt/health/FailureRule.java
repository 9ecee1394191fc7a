package tlsrpt.health;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Sight;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Family;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;

/// Failing, worse, recovered: one trouble a family.
final class FailureRule {

    static final String REFUSED = "refused";
    static final String BLOCKED = "blocked";
    static final String TENTH = "share";
    static final String HALF = "half";

    private static final int KNOWN_DAYS = 7;
    private static final long MILLION = 1_000_000;

    private final Sitting sitting;
    private final Observation report;
    private final Sights sights;

    FailureRule(Sitting sitting) {
        this.sitting = sitting;
        this.report = sitting.report;
        this.sights = new Sights(sitting);
    }

    void apply() {
        var families = new TreeSet<String>();
        report.failures().forEach(failure -> families.add(failure.family()));
        for (var family : Family.values()) {
            if (sitting.troubles.containsKey(family.token())) {
                families.add(family.token());
            }
        }
        families.forEach(this::apply);
        for (var failure : report.failures()) {
            // Ten times less could never be a tenth of what counts as a rise.
            if (failure.failed() * sitting.limit(Threshold.SPIKE_FACTOR) >= sitting.limit(Threshold.SPIKE_SESSIONS)) {
                sitting.rememberShare(failure.key(), share(failure.failed()));
            }
        }
    }

    private void apply(String family) {
        var failures = report.failures().stream()
                .filter(failure -> failure.family().equals(family))
                .toList();
        boolean significant = failures.stream().anyMatch(this::isSignificant);
        if (!significant) {
            sights.clean(family);
        } else if (sitting.counts()) {
            failing(family, failures);
        }
    }

    private void failing(String family, List<Observation.Failure> failures) {
        var trouble = sitting.trouble(family);
        if (trouble.closed() != null && !report.day().isAfter(trouble.closed())) {
            return;
        }
        var before = trouble.seen().get(report.reporter());
        var causes = failures.stream().map(this::cause).toList();
        var outcome = causes.stream().map(Memory.Cause::outcome).reduce(Outcome.UNPROTECTED, Outcome::orAbove);
        var sight = sights.failing(before, report.failed(failures), outcome, causes);
        var seen = (trouble.open() == null ? sights.withoutOld(trouble) : trouble).with(report.reporter(), sight);
        sitting.troubles.put(family, seen);
        if (seen.open() == null) {
            if (!sitting.overtaken() && opens(family, seen, sight, failures)) {
                open(family, seen);
            }
        } else {
            join(family, seen, seen.open(), before, sight);
        }
    }

    private boolean opens(String family, Trouble trouble, Sight sight, List<Observation.Failure> failures) {
        boolean atOnce = failures.stream()
                .anyMatch(failure -> isSignificant(failure)
                        && isRefused(failure)
                        && (failure.diagnosis().lasting()
                                || failure.failed() >= sitting.limit(Threshold.AT_ONCE_SESSIONS)));
        return atOnce || isCorroborated(trouble) || isRepeated(family, sight);
    }

    private boolean isCorroborated(Trouble trouble) {
        long apart = sitting.limit(Threshold.NEIGHBOUR_DAYS);
        return trouble.seen().entrySet().stream()
                .filter(other -> !Reporters.areOne(other.getKey(), report.reporter()))
                .flatMap(other -> other.getValue().days().stream())
                .anyMatch(day -> Math.abs(day.toEpochDay() - report.day().toEpochDay()) <= apart);
    }

    private boolean isRepeated(String family, Sight sight) {
        boolean policy = family.equals(Family.MTA_STS_POLICY.token());
        var from = report.day()
                .minusDays(sitting.limit(policy ? Threshold.POLICY_THIRD_WITHIN_DAYS : Threshold.SECOND_WITHIN_DAYS));
        long days = sight.days().stream()
                .filter(day -> day.isAfter(from) && !day.isAfter(report.day()))
                .count();
        return days >= (policy ? 3 : 2);
    }

    private void open(String family, Trouble trouble) {
        boolean again = isWithin(trouble.closed(), sitting.limit(Threshold.AGAIN_DAYS));
        long clean = again
                ? Math.min(trouble.clean() * 2, sitting.limit(Threshold.MOST_CLEAN_REPORTS))
                : sitting.limit(Threshold.CLEAN_REPORTS);
        var steps = new ArrayList<String>();
        for (var sight : trouble.seen().values()) {
            take(steps, sight);
        }
        var grade = sights.grade(family, trouble);
        var open = new Open(
                Wording.id(report.domain(), family, report.day()),
                Kind.FAILING,
                trouble.seen().values().stream()
                        .map(sight -> sight.days().getFirst())
                        .min(LocalDate::compareTo)
                        .orElse(report.day()),
                report.day(),
                report.arrival(),
                grade,
                grade,
                steps,
                again,
                sitting.isFirstDay(),
                clean,
                report.arrival(),
                null);
        var opened = trouble.with(open);
        sitting.troubles.put(family, opened);
        sitting.say(sights.message(Kind.FAILING, family, opened, ""));
        sitting.shows(sights.message(Kind.FAILING, family, opened, ""));
    }

    private void join(String family, Trouble trouble, Open open, @Nullable Sight before, Sight sight) {
        var graded = open.graded(sights.grade(family, trouble));
        var steps = new ArrayList<String>();
        if (!sitting.overtaken() && !report.day().isBefore(open.day())) {
            steps.addAll(worse(open, before, sight));
        }
        var silent = new ArrayList<>(open.steps());
        take(silent, sight);
        boolean early = report.day().isBefore(open.day().plusDays(sitting.limit(Threshold.WORSE_AFTER_DAYS)));
        for (var step : silent) {
            boolean share = step.equals(TENTH) || step.equals(HALF);
            if (!graded.steps().contains(step) && (share ? early : step.equals(REFUSED))) {
                graded = graded.took(step);
            }
        }
        for (var step : steps) {
            graded = graded.steps().contains(step) ? graded : graded.took(step);
        }
        var joined = trouble.with(graded);
        sitting.troubles.put(family, joined);
        if (!steps.isEmpty()) {
            sitting.say(sights.message(Kind.WORSE, family, joined, String.join("-", steps)));
        }
        sitting.shows(sights.message(steps.isEmpty() ? graded.kind() : Kind.WORSE, family, joined, ""));
    }

    /// The steps that this report takes, of those that were not taken.
    private List<String> worse(Open open, @Nullable Sight before, Sight sight) {
        var steps = new ArrayList<String>();
        if (!open.steps().contains(REFUSED) && sight.outcome().refused()) {
            steps.add(REFUSED);
        }
        // Another reporter that joins tells nothing of how it was there before.
        if (before == null) {
            return steps;
        }
        if (!open.steps().contains(BLOCKED)
                && sight.outcome() == Outcome.BLOCKED
                && before.outcome() != Outcome.BLOCKED) {
            steps.add(BLOCKED);
        }
        boolean early = report.day().isBefore(open.day().plusDays(sitting.limit(Threshold.WORSE_AFTER_DAYS)));
        if (!early && sight.failed() >= sitting.limit(Threshold.AT_ONCE_SESSIONS)) {
            passed(open, before, sight, TENTH, Threshold.WORSE_PERCENT, steps);
            passed(open, before, sight, HALF, Threshold.WORST_PERCENT, steps);
        }
        return steps;
    }

    private void passed(Open open, Sight before, Sight sight, String step, Threshold percent, List<String> steps) {
        if (!open.steps().contains(step) && isOver(sight, percent) && !isOver(before, percent)) {
            steps.add(step);
        }
    }

    private void take(List<String> steps, Sight sight) {
        if (sight.outcome().refused()) {
            add(steps, REFUSED);
        }
        if (sight.outcome() == Outcome.BLOCKED) {
            add(steps, BLOCKED);
        }
        if (isOver(sight, Threshold.WORSE_PERCENT)) {
            add(steps, TENTH);
        }
        if (isOver(sight, Threshold.WORST_PERCENT)) {
            add(steps, HALF);
        }
    }

    private boolean isOver(Sight sight, Threshold percent) {
        return sight.failed() * 100.0 > (double) sitting.limit(percent) * sight.total();
    }

    private static void add(List<String> steps, String step) {
        if (!steps.contains(step)) {
            steps.add(step);
        }
    }

    private boolean isWithin(@Nullable LocalDate closed, long days) {
        return closed != null && !report.day().isAfter(closed.plusDays(days));
    }

    private boolean isSignificant(Observation.Failure failure) {
        var headline = report.headline();
        long failed = failure.failed();
        if (headline.ok() == 0) {
            return true;
        }
        if (failed >= sitting.limit(Threshold.SIGNIFICANT_SESSIONS)
                && failed * 100.0 >= (double) sitting.limit(Threshold.SIGNIFICANT_PERCENT) * headline.total()) {
            return true;
        }
        return failed >= sitting.limit(Threshold.SPIKE_SESSIONS) && isSpike(failure);
    }

    private boolean isSpike(Observation.Failure failure) {
        long known = sitting.past.before(report.day(), (int) sitting.limit(Threshold.SPIKE_DAYS)).stream()
                .filter(day -> day.reporter().equals(report.reporter()))
                .map(Past.Day::day)
                .distinct()
                .count();
        return known >= KNOWN_DAYS
                && share(failure.failed())
                        >= sitting.limit(Threshold.SPIKE_FACTOR) * sitting.usualShare(failure.key(), known);
    }

    private long share(long failed) {
        return (long) (failed * (double) MILLION / Math.max(1, report.headline().total()));
    }

    private Memory.Cause cause(Observation.Failure failure) {
        return new Memory.Cause(
                failure.policyType() == null ? null : failure.policyType().token(),
                failure.resultType(),
                failure.diagnosis().token(),
                failure.mx(),
                mode(failure),
                failure.failed(),
                outcome(failure),
                failure.addresses());
    }

    private Outcome outcome(Observation.Failure failure) {
        if (isRefused(failure)) {
            return report.headline().ok() == 0 ? Outcome.BLOCKED : Outcome.REFUSED_IN_PART;
        }
        boolean delivered = failure.family().equals(Family.MTA_STS_POLICY.token())
                || failure.policyType() == PolicyType.Registered.NO_POLICY_FOUND
                || (failure.policyType() == PolicyType.Registered.STS && mode(failure) != null);
        return delivered ? Outcome.UNPROTECTED : Outcome.UNKNOWN;
    }

    private boolean isRefused(Observation.Failure failure) {
        return !failure.family().equals(Family.MTA_STS_POLICY.token())
                && (failure.policyType() == PolicyType.Registered.TLSA
                        || (failure.policyType() == PolicyType.Registered.STS && mode(failure) == Mode.ENFORCE));
    }

    /// As the report states it, else as somebody did on the last day before.
    private @Nullable Mode mode(Observation.Failure failure) {
        if (failure.mode() != null || failure.policyType() != PolicyType.Registered.STS) {
            return failure.mode();
        }
        Past.Day last = null;
        for (var day : sitting.past.before(report.day(), (int) sitting.limit(Threshold.MODE_DAYS))) {
            if (day.mode() != null && (last == null || isLater(day, last))) {
                last = day;
            }
        }
        return last == null ? null : last.mode();
    }

    private static boolean isLater(Past.Day one, Past.Day other) {
        int order = one.day().compareTo(other.day());
        return order != 0 ? order > 0 : one.reporter().compareTo(other.reporter()) < 0;
    }
}
