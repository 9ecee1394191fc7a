package tlsrpt.health;

import java.time.LocalDate;
import java.util.List;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Mode;

/// The outage in which every session succeeds: reporters that found a policy find none any more.
final class ProtectionRule {

    static final String FAMILY = "protection-lost";

    private final Sitting sitting;
    private final Observation report;
    private final Sights sights;

    ProtectionRule(Sitting sitting) {
        this.sitting = sitting;
        this.report = sitting.report;
        this.sights = new Sights(sitting);
    }

    void apply() {
        if (report.policy()) {
            sitting.covered = true;
            sitting.bare.remove(report.reporter());
            sights.clean(FAMILY);
        } else if (report.bare() && sitting.covered && !sitting.bare.contains(report.reporter())) {
            lost();
        }
    }

    private void lost() {
        var trouble = sitting.trouble(FAMILY);
        var before = trouble.seen().get(report.reporter());
        if (before == null && !hadPolicy()) {
            sitting.rememberBare();
            return;
        }
        if (!sitting.counts() || (trouble.closed() != null && !report.day().isAfter(trouble.closed()))) {
            return;
        }
        var sight = sights.failing(before, report.headline().total(), Outcome.UNPROTECTED, List.of());
        var seen = (trouble.open() == null ? sights.withoutOld(trouble) : trouble).with(report.reporter(), sight);
        sitting.troubles.put(FAMILY, seen);
        boolean agreed =
                Reporters.voices(seen.seen().keySet()) >= 2 || sight.days().size() >= 2;
        if (seen.open() != null) {
            sitting.shows(sights.message(seen.open().kind(), FAMILY, seen, ""));
        } else if (agreed && !sitting.overtaken()) {
            open(seen);
        }
    }

    private void open(Trouble seen) {
        var since = seen.seen().values().stream()
                .map(sight -> sight.days().getFirst())
                .min(LocalDate::compareTo)
                .orElse(report.day());
        var open = new Open(
                Wording.id(report.domain(), FAMILY, report.day()),
                Kind.PROTECTION_LOST,
                since,
                report.day(),
                report.arrival(),
                Grade.HIGH,
                Grade.HIGH,
                List.of(),
                isReturn(seen),
                false,
                isReturn(seen)
                        ? Math.min(seen.clean() * 2, sitting.limit(Threshold.MOST_CLEAN_REPORTS))
                        : sitting.limit(Threshold.CLEAN_REPORTS),
                report.arrival(),
                null);
        var opened = seen.with(open);
        sitting.troubles.put(FAMILY, opened);
        sitting.say(sights.message(Kind.PROTECTION_LOST, FAMILY, opened, ""));
        sitting.shows(sights.message(Kind.PROTECTION_LOST, FAMILY, opened, ""));
    }

    private boolean isReturn(Trouble trouble) {
        return trouble.closed() != null
                && !report.day().isAfter(trouble.closed().plusDays(sitting.limit(Threshold.AGAIN_DAYS)));
    }

    /// Who last heard `mode: none` was told that the policy goes.
    private boolean hadPolicy() {
        Past.Day last = null;
        boolean had = false;
        for (var day : sitting.past.before(report.day(), (int) sitting.limit(Threshold.PROTECTION_DAYS))) {
            if (day.reporter().equals(report.reporter())) {
                had |= day.policy();
                last = last == null || day.day().isAfter(last.day()) ? day : last;
            }
        }
        return had && last != null && last.mode() != Mode.NONE;
    }
}
