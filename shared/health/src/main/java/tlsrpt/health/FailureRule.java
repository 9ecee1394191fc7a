package tlsrpt.health;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.health.RuleState.ReporterState;
import tlsrpt.report.Family;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;

/// Opens, worsens and closes one incident per failure family.
final class FailureRule {

    private static final int KNOWN_DAYS = 7;
    private static final long MILLION = 1_000_000;

    private final EvaluationContext context;
    private final Observation report;
    private final ReporterTracker tracker;
    private final WorseningSteps steps;
    private final Map<Observation.Failure, String> families;

    FailureRule(EvaluationContext context) {
        this.context = context;
        this.report = context.report;
        this.tracker = new ReporterTracker(context);
        this.steps = new WorseningSteps(context);
        var unnamed = new UnnamedHosts(context);
        families =
                report.failures().stream().collect(Collectors.toMap(failure -> failure, unnamed::family, (a, _) -> a));
    }

    void apply() {
        var all = new TreeSet<>(families.values());
        for (var family : Family.values()) {
            if (context.troubles.containsKey(family.token())) {
                all.add(family.token());
            }
        }
        all.forEach(this::apply);
        for (var failure : report.failures()) {
            // Ten times less could never be a tenth of what counts as a rise.
            if (failure.failed() * context.limit(Threshold.SPIKE_FACTOR) >= context.limit(Threshold.SPIKE_SESSIONS)) {
                context.rememberShare(failure.key(), share(failure.failed()));
            }
        }
    }

    private void apply(String family) {
        var failures = report.failures().stream()
                .filter(failure -> family.equals(families.get(failure)))
                .toList();
        boolean significant = failures.stream().anyMatch(this::isSignificant);
        if (!significant) {
            if (!failures.isEmpty()) {
                context.staysQuiet(family, NoAlert.Why.BELOW_THRESHOLD);
            }
            if (tracker.recordClean(family)) {
                over(family);
            }
        } else if (context.isReporterEstablished()) {
            failing(family, failures);
        } else {
            context.staysQuiet(family, NoAlert.Why.NOT_ESTABLISHED);
        }
    }

    private void failing(String family, List<Observation.Failure> failures) {
        var trouble = context.trouble(family);
        if (trouble.closed() != null && report.day().isBefore(trouble.closed())) {
            return;
        }
        var known = trouble.open() == null ? tracker.withoutOld(trouble) : trouble;
        var before = known.seen().get(report.reporter());
        var causes = causes(failures);
        var outcome = causes.stream()
                .map(RuleState.Cause::outcome)
                .reduce(DeliveryImpact.UNPROTECTED, DeliveryImpact::orAbove);
        boolean alone = failures.stream().anyMatch(this::opensAtOnce);
        var sight = tracker.recordFailing(before, report.failed(failures), outcome, causes, alone);
        var seen = known.with(report.reporter(), sight);
        context.troubles.put(family, seen);
        if (seen.open() != null) {
            join(family, seen, seen.open(), before, sight);
        } else if (!context.isOutOfOrder() && (alone || isCorroborated(seen) || isRepeated(family, sight))) {
            open(family, seen);
        } else {
            context.staysQuiet(family, context.isOutOfOrder() ? NoAlert.Why.LATE : NoAlert.Why.ONE_MORE_DAY);
        }
    }

    private boolean opensAtOnce(Observation.Failure failure) {
        return isSignificant(failure)
                && isRefused(failure)
                && (failure.diagnosis().lasting() || failure.failed() >= context.limit(Threshold.AT_ONCE_SESSIONS));
    }

    /// What others see on the very day that ends it begins again, as it would if their reports came after.
    private void over(String family) {
        var next = tracker.close(family, _ -> true);
        if (next.seen().values().stream().anyMatch(ReporterState::alone)
                || Reporters.countOrganizations(next.seen().keySet()) >= 2) {
            open(family, next);
        }
    }

    private boolean isCorroborated(FamilyState trouble) {
        long apart = context.limit(Threshold.NEIGHBOUR_DAYS);
        return trouble.seen().entrySet().stream()
                .filter(other -> !Reporters.sameOrganization(other.getKey(), report.reporter()))
                .flatMap(other -> other.getValue().days().significant().stream())
                .anyMatch(day -> Math.abs(day.toEpochDay() - report.day().toEpochDay()) <= apart);
    }

    private boolean isRepeated(String family, ReporterState sight) {
        boolean policy = family.equals(Family.MTA_STS_POLICY.token());
        var from = report.day()
                .minusDays(context.limit(policy ? Threshold.POLICY_THIRD_WITHIN_DAYS : Threshold.SECOND_WITHIN_DAYS));
        long days = sight.days().significant().stream()
                .filter(day -> day.isAfter(from) && !day.isAfter(report.day()))
                .count();
        return days >= (policy ? 3 : 2);
    }

    private void open(String family, FamilyState seen) {
        var trouble = tracker.withoutPast(seen);
        boolean again = isWithin(trouble.closed(), context.limit(Threshold.AGAIN_DAYS));
        long clean = again
                ? Math.min(trouble.clean() * 2, context.limit(Threshold.MOST_CLEAN_REPORTS))
                : context.limit(Threshold.CLEAN_REPORTS);
        var grade = ReporterTracker.grade(trouble);
        var since = trouble.seen().values().stream()
                .map(sight -> sight.days().significant().getFirst())
                .min(LocalDate::compareTo)
                .orElse(report.day());
        var steps = trouble.seen().values().stream()
                .flatMap(sight -> sight.steps().stream())
                .distinct()
                .toList();
        var opening = new RuleState.Opening(
                since, report.day(), report.arrival(), again, context.isFirstDay(), report.backlog(), clean);
        var open = Open.of(
                AlertFactory.id(report.domain(), family, report.day()), AlertKind.FAILING, opening, grade, steps);
        var opened = trouble.with(open);
        context.troubles.put(family, opened);
        context.emit(tracker.message(AlertKind.FAILING, family, opened, List.of()));
        context.addOpen(tracker.message(AlertKind.FAILING, family, opened, List.of()));
    }

    /// Further reports of a day that was already alerted join without an alert: they could as well have arrived first.
    private void join(
            String family, FamilyState trouble, Open open, @Nullable ReporterState before, ReporterState sight) {
        var day = report.day();
        var graded = open.graded(ReporterTracker.grade(trouble));
        List<String> taken = List.of();
        // Where it may be over on this day, this is not a step of it but the next beginning.
        if (!tracker.canRecover(trouble)) {
            taken = !day.isAfter(open.opening().day()) || context.isOutOfOrder()
                    ? taken
                    : steps.taken(open, before, sight);
            graded = graded.took(taken).took(steps.joining(open, sight));
        }
        boolean tells = !taken.isEmpty() && day.isAfter(open.told().heard());
        var joined = trouble.with(tells ? graded.heard(day) : graded);
        context.troubles.put(family, joined);
        if (tells) {
            context.emit(tracker.message(AlertKind.WORSE, family, joined, taken));
        }
        context.addOpen(tracker.message(tells ? AlertKind.WORSE : graded.kind(), family, joined, List.of()));
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
        if (failed >= context.limit(Threshold.SIGNIFICANT_SESSIONS)
                && failed * 100.0 >= (double) context.limit(Threshold.SIGNIFICANT_PERCENT) * headline.total()) {
            return true;
        }
        return failed >= context.limit(Threshold.SPIKE_SESSIONS) && isSpike(failure);
    }

    private boolean isSpike(Observation.Failure failure) {
        long known = context.past.before(report.day(), (int) context.limit(Threshold.SPIKE_DAYS)).stream()
                .filter(day -> day.reporter().equals(report.reporter()))
                .map(ReportHistory.Day::day)
                .distinct()
                .count();
        return known >= KNOWN_DAYS
                && share(failure.failed())
                        >= context.limit(Threshold.SPIKE_FACTOR) * context.usualShare(failure.key(), known);
    }

    private long share(long failed) {
        return (long) (failed * (double) MILLION / Math.max(1, report.headline().total()));
    }

    /// One under two policies with the same effect is one cause.
    private List<RuleState.Cause> causes(List<Observation.Failure> failures) {
        var same = new LinkedHashMap<String, List<Observation.Failure>>();
        for (var failure : failures) {
            var key = failure.diagnosis().token() + "/" + failure.mx() + "/" + outcome(failure);
            same.computeIfAbsent(key, _ -> new ArrayList<>()).add(failure);
        }
        return same.values().stream()
                .map(this::cause)
                .sorted(Comparator.comparingLong(RuleState.Cause::failed).reversed())
                .toList();
    }

    /// @param same under one or more policies, most sessions first
    private RuleState.Cause cause(List<Observation.Failure> same) {
        var failure = same.getFirst();
        var types = same.stream().map(FailureRule::policyType).distinct().toList();
        return new RuleState.Cause(
                failure.policyType() == null ? null : policyType(failure),
                types.subList(1, types.size()),
                failure.resultType(),
                failure.diagnosis().token(),
                failure.mx(),
                mode(failure),
                report.failed(same),
                outcome(failure),
                failure.addresses());
    }

    private static String policyType(Observation.Failure failure) {
        return failure.policyType() == null ? "" : failure.policyType().token();
    }

    private DeliveryImpact outcome(Observation.Failure failure) {
        if (isRefused(failure)) {
            return report.headline().ok() == 0 ? DeliveryImpact.BLOCKED : DeliveryImpact.REFUSED_IN_PART;
        }
        boolean delivered = failure.family().equals(Family.MTA_STS_POLICY.token())
                || failure.policyType() == PolicyType.Registered.NO_POLICY_FOUND
                || (failure.policyType() == PolicyType.Registered.STS && mode(failure) != null);
        return delivered ? DeliveryImpact.UNPROTECTED : DeliveryImpact.UNKNOWN;
    }

    private boolean isRefused(Observation.Failure failure) {
        return !failure.family().equals(Family.MTA_STS_POLICY.token())
                && (failure.policyType() == PolicyType.Registered.TLSA
                        || (failure.policyType() == PolicyType.Registered.STS && mode(failure) == Mode.ENFORCE));
    }

    /// Returns the mode in the report, else the one that a reporter stated on the latest earlier day.
    private @Nullable Mode mode(Observation.Failure failure) {
        if (failure.mode() != null || failure.policyType() != PolicyType.Registered.STS) {
            return failure.mode();
        }
        ReportHistory.Day last = null;
        for (var day : context.past.before(report.day(), (int) context.limit(Threshold.MODE_DAYS))) {
            if (day.mode() != null && (last == null || isLater(day, last))) {
                last = day;
            }
        }
        return last == null ? null : last.mode();
    }

    private static boolean isLater(ReportHistory.Day one, ReportHistory.Day other) {
        int order = one.day().compareTo(other.day());
        return order != 0 ? order > 0 : one.reporter().compareTo(other.reporter()) < 0;
    }
}
