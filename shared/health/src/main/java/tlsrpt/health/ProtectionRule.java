package tlsrpt.health;

import java.time.LocalDate;
import java.util.List;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.report.Mode;
import tlsrpt.report.Severity;

/// Detects lost protection: every session succeeds, but reporters that found a policy no longer find one.
final class ProtectionRule {

    static final String FAMILY = "protection-lost";

    private final EvaluationContext context;
    private final Observation report;
    private final ReporterTracker tracker;

    ProtectionRule(EvaluationContext context) {
        this.context = context;
        this.report = context.report;
        this.tracker = new ReporterTracker(context);
    }

    void apply() {
        if (report.policies().protects()) {
            context.covered = true;
            context.bare.remove(report.reporter());
            if (tracker.recordClean(FAMILY)) {
                over();
            }
        } else if (report.policies().noneFound() && isCovered() && !context.bare.contains(report.reporter())) {
            lost();
        }
    }

    /// A backlog is evaluated for its last days only.
    private boolean isCovered() {
        return context.covered || (report.backlog() && hadPolicy(report.reporter()));
    }

    private void lost() {
        var trouble = context.trouble(FAMILY);
        var known = trouble.open() == null ? tracker.withoutOld(trouble) : trouble;
        var before = known.seen().get(report.reporter());
        if (before == null && !hadPolicy(report.reporter())) {
            context.rememberBare();
            return;
        }
        if (!context.isReporterEstablished()
                || (trouble.closed() != null && report.day().isBefore(trouble.closed()))) {
            return;
        }
        var sight = tracker.recordFailing(before, finding(), List.of());
        var seen = known.with(report.reporter(), sight);
        context.troubles.put(FAMILY, seen);
        if (seen.open() != null) {
            context.addOpen(tracker.message(seen.open().kind(), FAMILY, seen, List.of()));
        } else if ((areTwo(tracker.withoutPast(seen))
                        || sight.days().significant().size() >= 2)
                && !context.isOutOfOrder()) {
            open(tracker.withoutPast(seen));
        }
    }

    /// All reports of the reporter for this day together.
    private RuleState.Finding finding() {
        long failed = 0;
        long total = 0;
        for (var one : context.day()) {
            total += one.headline().total();
            failed += one.policies().noneFound() ? one.headline().total() : 0;
        }
        return tracker.finding(failed, total, DeliveryImpact.UNPROTECTED, List.of(), false);
    }

    /// As [FailureRule#over].
    private void over() {
        var next = tracker.close(FAMILY, this::hadPolicy);
        if (areTwo(next)) {
            open(next);
        }
    }

    private static boolean areTwo(FamilyState trouble) {
        return Reporters.countOrganizations(trouble.seen().keySet()) >= 2;
    }

    private void open(FamilyState seen) {
        var since = seen.seen().values().stream()
                .map(sight -> sight.days().significant().getFirst())
                .min(LocalDate::compareTo)
                .orElse(report.day());
        var opening = new RuleState.Opening(
                since,
                report.day(),
                report.arrival(),
                isReturn(seen),
                false,
                report.backlog(),
                isReturn(seen)
                        ? Math.min(seen.clean() * 2, context.limit(Threshold.MOST_CLEAN_REPORTS))
                        : context.limit(Threshold.CLEAN_REPORTS));
        var open = Open.of(
                AlertFactory.id(report.domain(), FAMILY, report.day()),
                AlertKind.PROTECTION_LOST,
                opening,
                Severity.HIGH,
                List.of());
        var opened = seen.with(open);
        context.troubles.put(FAMILY, opened);
        context.emit(tracker.message(AlertKind.PROTECTION_LOST, FAMILY, opened, List.of()));
        context.addOpen(tracker.message(AlertKind.PROTECTION_LOST, FAMILY, opened, List.of()));
    }

    private boolean isReturn(FamilyState trouble) {
        return trouble.closed() != null
                && !report.day().isAfter(trouble.closed().plusDays(context.limit(Threshold.AGAIN_DAYS)));
    }

    /// Reporters that last saw `mode: none` were told that the policy is being withdrawn.
    private boolean hadPolicy(String reporter) {
        ReportHistory.Day last = null;
        boolean had = false;
        for (var day : context.past.before(report.day(), (int) context.limit(Threshold.PROTECTION_DAYS))) {
            if (day.reporter().equals(reporter)) {
                had |= day.policy();
                last = last == null || day.day().isAfter(last.day()) ? day : last;
            }
        }
        return had && last != null && last.mode() != Mode.NONE;
    }
}
