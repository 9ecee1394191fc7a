package tlsrpt.health;

import java.time.LocalDate;
import java.util.List;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Mode;
import tlsrpt.report.Severity;

/// The outage in which every session succeeds: reporters that found a policy find none any more.
final class ProtectionRule {

    static final String FAMILY = "protection-lost";

    private final EvaluationContext sitting;
    private final Observation report;
    private final ReporterTracker sights;

    ProtectionRule(EvaluationContext sitting) {
        this.sitting = sitting;
        this.report = sitting.report;
        this.sights = new ReporterTracker(sitting);
    }

    void apply() {
        if (report.policies().protects()) {
            sitting.covered = true;
            sitting.bare.remove(report.reporter());
            if (sights.clean(FAMILY)) {
                over();
            }
        } else if (report.policies().noneFound() && isCovered() && !sitting.bare.contains(report.reporter())) {
            lost();
        }
    }

    /// Of a backlog only the last days are judged: what was before them is past.
    private boolean isCovered() {
        return sitting.covered || (report.backlog() && hadPolicy(report.reporter()));
    }

    private void lost() {
        var trouble = sitting.trouble(FAMILY);
        var known = trouble.open() == null ? sights.withoutOld(trouble) : trouble;
        var before = known.seen().get(report.reporter());
        if (before == null && !hadPolicy(report.reporter())) {
            sitting.rememberBare();
            return;
        }
        if (!sitting.counts() || (trouble.closed() != null && report.day().isBefore(trouble.closed()))) {
            return;
        }
        var sight = sights.failing(before, report.headline().total(), Outcome.UNPROTECTED, List.of(), false);
        var seen = known.with(report.reporter(), sight);
        sitting.troubles.put(FAMILY, seen);
        if (seen.open() != null) {
            sitting.shows(sights.message(seen.open().kind(), FAMILY, seen, List.of()));
        } else if ((areTwo(sights.withoutPast(seen))
                        || sight.days().significant().size() >= 2)
                && !sitting.overtaken()) {
            open(sights.withoutPast(seen));
        }
    }

    /// As [FailureRule#over].
    private void over() {
        var next = sights.over(FAMILY, this::hadPolicy);
        if (areTwo(next)) {
            open(next);
        }
    }

    private static boolean areTwo(Trouble trouble) {
        return Reporters.voices(trouble.seen().keySet()) >= 2;
    }

    private void open(Trouble seen) {
        var since = seen.seen().values().stream()
                .map(sight -> sight.days().significant().getFirst())
                .min(LocalDate::compareTo)
                .orElse(report.day());
        var opening = new Memory.Opening(
                since,
                report.day(),
                report.arrival(),
                isReturn(seen),
                false,
                report.backlog(),
                isReturn(seen)
                        ? Math.min(seen.clean() * 2, sitting.limit(Threshold.MOST_CLEAN_REPORTS))
                        : sitting.limit(Threshold.CLEAN_REPORTS));
        var open = Open.of(
                AlertFactory.id(report.domain(), FAMILY, report.day()),
                Kind.PROTECTION_LOST,
                opening,
                Severity.HIGH,
                List.of());
        var opened = seen.with(open);
        sitting.troubles.put(FAMILY, opened);
        sitting.say(sights.message(Kind.PROTECTION_LOST, FAMILY, opened, List.of()));
        sitting.shows(sights.message(Kind.PROTECTION_LOST, FAMILY, opened, List.of()));
    }

    private boolean isReturn(Trouble trouble) {
        return trouble.closed() != null
                && !report.day().isAfter(trouble.closed().plusDays(sitting.limit(Threshold.AGAIN_DAYS)));
    }

    /// Who last heard `mode: none` was told that the policy goes.
    private boolean hadPolicy(String reporter) {
        ReportHistory.Day last = null;
        boolean had = false;
        for (var day : sitting.past.before(report.day(), (int) sitting.limit(Threshold.PROTECTION_DAYS))) {
            if (day.reporter().equals(reporter)) {
                had |= day.policy();
                last = last == null || day.day().isAfter(last.day()) ? day : last;
            }
        }
        return had && last != null && last.mode() != Mode.NONE;
    }
}
