package tlsrpt.health;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.health.RuleState.ReporterState;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Family;
import tlsrpt.report.Headline;
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
    private final UnnamedHosts unnamed;
    private final Map<Observation.Failure, String> families = new HashMap<>();

    FailureRule(EvaluationContext context) {
        this.context = context;
        this.report = context.report;
        this.tracker = new ReporterTracker(context);
        this.steps = new WorseningSteps(context);
        this.unnamed = new UnnamedHosts(context);
        name(report.failures());
    }

    /// To be called before an incident opens or closes, since names depend on those that are open.
    private void name(List<Observation.Failure> failures) {
        failures.forEach(failure -> families.computeIfAbsent(failure, unnamed::family));
    }

    void apply() {
        var all = new TreeSet<>(families.values());
        // A report with a few failures below the thresholds is frequent, and does not need the others of its day.
        if (isFailingToday() || report.failures().stream().anyMatch(this::isSignificant)) {
            context.day().forEach(one -> name(one.failures()));
        }
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

    /// Whether another report of the reporter for this day shows a failure.
    private boolean isFailingToday() {
        return context.troubles.values().stream()
                .map(trouble -> trouble.seen().get(report.reporter()))
                .anyMatch(this::isToday);
    }

    private boolean isToday(@Nullable ReporterState sight) {
        return sight != null && sight.lastDay().equals(report.day());
    }

    private List<Observation.Failure> of(String family, Observation one) {
        return one.failures().stream()
                .filter(failure -> family.equals(families.get(failure)))
                .toList();
    }

    private void apply(String family) {
        var failures = of(family, report);
        boolean significant = failures.stream().anyMatch(this::isSignificant);
        if (!significant) {
            if (!failures.isEmpty()) {
                context.staysQuiet(family, NoAlert.Why.BELOW_THRESHOLD);
            }
            var sight = context.trouble(family).seen().get(report.reporter());
            if (sight != null && isToday(sight)) {
                tracker.recordBeside(family, sight, finding(family, false));
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
        boolean alone = failures.stream().anyMatch(this::opensAtOnce);
        long failed = report.failed(failures);
        var outcome = failures.stream()
                .map(failure -> outcome(failure, report.headline().ok()))
                .reduce(DeliveryImpact.UNPROTECTED, DeliveryImpact::orAbove);
        var reached = steps.of(outcome, failed, report.headline().total());
        var sight = tracker.recordFailing(before, finding(family, alone), reached);
        var seen = known.with(report.reporter(), sight);
        context.troubles.put(family, seen);
        if (seen.open() != null) {
            join(family, seen, seen.open(), sight, reached, failed);
        } else if (!context.isOutOfOrder() && (alone || isCorroborated(seen) || isRepeated(family, sight))) {
            open(family, seen);
        } else {
            context.staysQuiet(family, context.isOutOfOrder() ? NoAlert.Why.LATE : NoAlert.Why.ONE_MORE_DAY);
        }
    }

    /// All reports of the reporter for this day together, so that an incident quotes the numbers that views show.
    private RuleState.Finding finding(String family, boolean alone) {
        var day = context.day();
        var sum = day.stream().map(Observation::headline).reduce(new Headline(0, 0), Headline::plus);
        var sightings = day.stream()
                .flatMap(one -> of(family, one).stream().map(failure -> new Sighting(one, failure)))
                .sorted(Comparator.comparing(Sighting::failure, Observation.LARGEST_FIRST))
                .toList();
        var causes = causes(sightings, sum.ok());
        var outcome = causes.stream()
                .map(RuleState.Cause::outcome)
                .reduce(DeliveryImpact.UNPROTECTED, DeliveryImpact::orAbove);
        return tracker.finding(failed(sightings), sum.total(), outcome, causes, alone);
    }

    /// A failure in one of the reporter's reports of the day.
    private record Sighting(Observation report, Observation.Failure failure) {}

    private static long failed(List<Sighting> sightings) {
        var byReport = sightings.stream()
                .collect(Collectors.groupingBy(one -> one.report().source().id(), TreeMap::new, Collectors.toList()));
        return byReport.values().stream()
                .mapToLong(some -> some.getFirst()
                        .report()
                        .failed(some.stream().map(Sighting::failure).toList()))
                .sum();
    }

    private boolean opensAtOnce(Observation.Failure failure) {
        return isSignificant(failure)
                && situation(failure, probableMode(failure)).refused()
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
                .flatMap(sight -> sight.steps().ever().stream())
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
            String family, FamilyState trouble, Open open, ReporterState sight, List<String> reached, long failed) {
        var day = report.day();
        var graded = open.graded(ReporterTracker.grade(trouble));
        List<String> taken = List.of();
        var known = trouble;
        // If it may be over on this day, this may be the next beginning. If it is not over, the next day tells.
        if (tracker.canRecover(trouble)) {
            known = isToday(sight) ? trouble.with(report.reporter(), sight.skipping()) : trouble;
        } else {
            taken = !day.isAfter(open.opening().day()) || context.isOutOfOrder()
                    ? taken
                    : steps.taken(open, sight, reached, failed);
            graded = graded.took(taken).took(steps.joining(open, sight, reached));
        }
        boolean tells = !taken.isEmpty() && day.isAfter(open.told().heard());
        var joined = known.with(tells ? graded.heard(day) : graded);
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
    private List<RuleState.Cause> causes(List<Sighting> sightings, long ok) {
        var same = new LinkedHashMap<String, List<Sighting>>();
        for (var one : sightings) {
            var failure = one.failure();
            var key = failure.diagnosis().token() + "/" + failure.mx() + "/" + outcome(failure, ok);
            same.computeIfAbsent(key, _ -> new ArrayList<>()).add(one);
        }
        return same.values().stream()
                .map(some -> cause(some, ok))
                .sorted(Comparator.comparingLong(RuleState.Cause::failed).reversed())
                .toList();
    }

    /// @param same under one or more policies, most sessions first
    private RuleState.Cause cause(List<Sighting> same, long ok) {
        var failure = same.getFirst().failure();
        var types =
                same.stream().map(one -> policyType(one.failure())).distinct().toList();
        return new RuleState.Cause(
                failure.policyType() == null ? null : policyType(failure),
                types.subList(1, types.size()),
                failure.resultType(),
                failure.diagnosis().token(),
                failure.mx(),
                failure.mode(),
                failed(same),
                outcome(failure, ok),
                addresses(same));
    }

    private static String policyType(Observation.Failure failure) {
        return failure.policyType() == null ? "" : failure.policyType().token();
    }

    /// Under the policy of most sessions, since another policy may be about the same sessions.
    private static Map<String, Long> addresses(List<Sighting> same) {
        var type = policyType(same.getFirst().failure());
        return same.stream()
                .map(Sighting::failure)
                .filter(failure -> policyType(failure).equals(type))
                .map(Observation.Failure::addresses)
                .reduce(Map.of(), Observation::addresses);
    }

    /// As far as the report says it: all views judge by the report.
    ///
    /// @param ok successful sessions of the report or the day
    private DeliveryImpact outcome(Observation.Failure failure, long ok) {
        var situation = situation(failure, failure.mode());
        if (situation.refused()) {
            return ok == 0 ? DeliveryImpact.BLOCKED : DeliveryImpact.REFUSED_IN_PART;
        }
        return situation.isModeKnown() ? DeliveryImpact.UNPROTECTED : DeliveryImpact.UNKNOWN;
    }

    private FailureContext situation(Observation.Failure failure, @Nullable Mode mode) {
        return new FailureContext(report.domain(), failure.policyType(), mode, failure.mx(), failure.diagnosis());
    }

    /// Returns the mode in the report, else the one that a reporter stated on the latest earlier day: the sender
    /// probably still applies it, so the alert does not wait for another day.
    private @Nullable Mode probableMode(Observation.Failure failure) {
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
