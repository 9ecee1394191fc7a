package tlsrpt.health;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Finding;
import tlsrpt.health.RuleState.ReporterState;
import tlsrpt.report.Severity;

/// Tracks which reporters see a failure, since when, and which have reported clean days since.
final class ReporterTracker {

    private static final int MOST_DAYS = 10;
    private static final int MOST_CAUSES = 8;
    private static final int REMEMBERED_DAYS = 7;
    private static final int CADENCE_DAYS = 28;

    private final EvaluationContext context;
    private final Observation report;

    ReporterTracker(EvaluationContext context) {
        this.context = context;
        this.report = context.report;
    }

    /// Records that the reporter sees the failure on the report's day.
    ///
    /// @param finding of all reports of the reporter for this day
    /// @param steps that the report reaches
    ReporterState recordFailing(@Nullable ReporterState before, Finding finding, List<String> steps) {
        var day = report.day();
        if (before == null) {
            return new ReporterState(
                    RuleState.Days.of(day), isRare(report.reporter()), finding, RuleState.Steps.of(steps));
        }
        var days = with(before.days(), day);
        if (day.isAfter(before.lastDay())) {
            return new ReporterState(
                    days, before.rare(), finding, before.steps().nextDay(steps));
        }
        if (day.equals(before.lastDay())) {
            return new ReporterState(
                    days,
                    before.rare(),
                    finding.orAlone(before.alone()),
                    before.steps().sameDay(steps));
        }
        return new ReporterState(
                days, before.rare(), before.latest(), before.steps().late(steps));
    }

    /// Puts a report without the failure beside those of the reporter for the same day that have it.
    ///
    /// @param finding of all of them
    void recordBeside(String family, ReporterState sight, Finding finding) {
        var trouble = context.trouble(family).with(report.reporter(), sight.with(finding.orAlone(sight.alone())));
        context.troubles.put(family, trouble);
        if (trouble.open() != null) {
            context.addOpen(message(trouble.open().kind(), family, trouble, List.of()));
        }
    }

    /// Returns what the reporter's reports of the day show together.
    Finding finding(long failed, long total, DeliveryImpact outcome, List<RuleState.Cause> causes, boolean alone) {
        return new Finding(failed, total, outcome, causes.subList(0, Math.min(MOST_CAUSES, causes.size())), alone);
    }

    private static RuleState.Days with(RuleState.Days before, LocalDate day) {
        var significant = new TreeSet<>(before.significant());
        significant.add(day);
        while (significant.size() > MOST_DAYS) {
            significant.removeFirst();
        }
        var lastButOne = significant.lower(significant.last());
        return new RuleState.Days(
                List.copyOf(significant),
                before.clean().stream()
                        .filter(one -> lastButOne == null || one.isAfter(lastButOne))
                        .toList(),
                day.isAfter(before.last()) ? day : before.last());
    }

    /// Records that the reporter does not see the failure on the report's day. Returns whether the incident has
    /// recovered: every reporter that saw it has enough clean reports.
    boolean recordClean(String family) {
        var trouble = context.trouble(family);
        var sight = trouble.seen().get(report.reporter());
        if (sight == null
                || report.day().isBefore(sight.days().last())
                || sight.days().clean().contains(report.day())) {
            return false;
        }
        if (trouble.open() == null && isOld(sight)) {
            context.troubles.put(family, withoutOld(trouble));
            return false;
        }
        var cleaner = trouble.with(report.reporter(), sight.without(report.day()));
        context.troubles.put(family, cleaner);
        var open = cleaner.open();
        boolean ended = open != null
                && report.day().isAfter(open.opening().day())
                && before(cleaner).values().stream()
                        .allMatch(one ->
                                one.cleanReports(report.day()) >= open.opening().clean());
        if (open != null && !ended) {
            context.addOpen(message(open.kind(), family, cleaner, List.of()));
        }
        return ended;
    }

    /// Whether other reports of this day, also of this reporter, can close the incident although it sees the failure.
    boolean canRecover(FamilyState trouble) {
        var open = trouble.open();
        var day = report.day();
        return open != null
                && day.isAfter(open.opening().day())
                && before(trouble).values().stream()
                        .allMatch(sight ->
                                cleanBefore(sight) + 1 >= open.opening().clean());
    }

    /// Closes the incident and returns the rest: the reporters that see the failure on the closing day.
    ///
    /// @param sees whether a reporter that sees it on this day would also see it as a new failure
    FamilyState close(String family, Predicate<String> sees) {
        var trouble = context.trouble(family);
        var open = trouble.open();
        var ended = new FamilyState(before(trouble), open, trouble.closed(), trouble.clean());
        context.emit(message(AlertKind.RECOVERED, family, ended, List.of()));
        context.addClosed(family);
        var left = new TreeMap<String, ReporterState>();
        trouble.seen().forEach((reporter, sight) -> {
            if (sight.lastDay().equals(report.day()) && sees.test(reporter)) {
                left.put(reporter, only(reporter, sight));
            }
        });
        var next = new FamilyState(
                left, null, report.day(), open == null ? 0 : open.opening().clean());
        context.troubles.put(family, next);
        return next;
    }

    private ReporterState only(String reporter, ReporterState sight) {
        return new ReporterState(
                RuleState.Days.of(report.day()),
                isRare(reporter),
                sight.latest(),
                RuleState.Steps.of(sight.steps().today()));
    }

    /// Returns the reporters that saw it before the report's day.
    private Map<String, ReporterState> before(FamilyState trouble) {
        var before = new TreeMap<>(trouble.seen());
        before.values().removeIf(sight -> sight.isOnlyOf(report.day()));
        return before;
    }

    /// Removes reporters that saw it too long ago to open an incident.
    FamilyState withoutOld(FamilyState trouble) {
        var young = new TreeMap<>(trouble.seen());
        young.values().removeIf(this::isOld);
        return new FamilyState(young, trouble.open(), trouble.closed(), trouble.clean());
    }

    /// Removes reporters that no longer saw it before the report's day: that was another incident.
    FamilyState withoutPast(FamilyState trouble) {
        var present = new TreeMap<>(trouble.seen());
        present.entrySet()
                .removeIf(seen -> !seen.getKey().equals(report.reporter())
                        && ChronoUnit.DAYS.between(seen.getValue().lastDay(), report.day())
                                > context.limit(Threshold.NEIGHBOUR_DAYS)
                        && cleanBefore(seen.getValue()) > 0);
        return new FamilyState(present, trouble.open(), trouble.closed(), trouble.clean());
    }

    private long cleanBefore(ReporterState sight) {
        return sight.cleanReports(report.day()) - (sight.days().clean().contains(report.day()) ? 1 : 0);
    }

    private boolean isOld(ReporterState sight) {
        return ChronoUnit.DAYS.between(sight.lastDay(), report.day()) > REMEMBERED_DAYS;
    }

    static Severity grade(FamilyState trouble) {
        return trouble.seen().values().stream().map(ReporterState::severity).reduce(Severity.NOTICE, Severity::orAbove);
    }

    /// Whether the reporter reports less than weekly.
    private boolean isRare(String reporter) {
        var days = new TreeSet<LocalDate>();
        for (var day : context.past.before(report.day(), 2 * CADENCE_DAYS)) {
            if (day.reporter().equals(reporter)) {
                days.add(day.day());
            }
        }
        var recent = days.tailSet(report.day().minusDays(CADENCE_DAYS));
        return recent.size() < CADENCE_DAYS / 7
                && !days.isEmpty()
                && days.first().isBefore(report.day().minusDays(CADENCE_DAYS - 7));
    }

    Alert message(AlertKind kind, String family, FamilyState trouble, List<String> worsened) {
        return AlertFactory.alert(
                report.domain(), family, trouble, kind, worsened, report.day(), report.arrival(), true);
    }
}
