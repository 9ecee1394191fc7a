package tlsrpt.health;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.Known;
import tlsrpt.report.Mode;
import tlsrpt.report.Severity;

/// Alerts when the MTA-STS policy changes: once per revision, for the first reporter that sees it.
///
/// A report is compared with the revision that was current before its day, so that the order of a day's reports makes
/// no difference.
final class PolicyRule {

    static final String FAMILY = "policy";

    private static final int MOST_FORMS = 5;
    private static final long SECONDS_A_DAY = 86_400;

    private final EvaluationContext context;
    private final Observation report;

    PolicyRule(EvaluationContext context) {
        this.context = context;
        this.report = context.report;
    }

    void apply() {
        if (report.policies().forms().isEmpty()) {
            return;
        }
        var before = context.forms.stream()
                .filter(known -> known.since().isBefore(report.day()))
                .toList();
        var current = before.isEmpty() ? null : before.getLast();
        if (current != null && report.policies().forms().contains(current.form())) {
            adopt(current);
            return;
        }
        if (!context.isReporterEstablished() || context.isOutOfOrder()) {
            return;
        }
        var form = report.policies().forms().getFirst();
        var older = before.stream().filter(one -> one.form().equals(form)).findFirst();
        var seenSince = context.forms.stream()
                .filter(one -> one.form().equals(form) && !before.contains(one))
                .findFirst();
        if (current != null && older.isPresent() && !current.adopters().containsKey(report.reporter())) {
            lagging(current, older.get());
        } else if (seenSince.isPresent()) {
            adopt(seenSince.get());
        } else if (current == null) {
            add(form, report.day());
        } else if (older.isEmpty()) {
            another(current, form);
        } else {
            reverted(current, form);
        }
    }

    private void adopt(Known form) {
        if (form.adopters().containsKey(report.reporter()) || !context.isReporterEstablished()) {
            return;
        }
        var adopters = new TreeMap<>(form.adopters());
        adopters.put(report.reporter(), report.day());
        replace(form, new Known(form.form(), form.since(), adopters, form.disputed()));
    }

    private void another(Known current, PolicyRevision form) {
        boolean newcomer =
                context.forms.stream().noneMatch(one -> one.adopters().containsKey(report.reporter()));
        if (newcomer && context.isWithinFirst(window(form))) {
            // The reporter still uses a policy that it cached before the first report on record.
            add(form, context.forms.getFirst().since().minusDays(1));
            return;
        }
        add(form, report.day());
        say(isRelaxed(current.form(), form) ? Severity.MEDIUM : Severity.NOTICE, current.form(), form);
    }

    /// Reporters do not go back to an older copy by themselves.
    private void reverted(Known current, PolicyRevision form) {
        var adopted = current.adopters().get(report.reporter());
        if (adopted != null && !report.day().isAfter(adopted)) {
            return;
        }
        add(form, report.day());
        if (isRelaxed(current.form(), form)) {
            say(Severity.MEDIUM, current.form(), form);
        }
    }

    private void lagging(Known current, Known older) {
        var due = current.since().plusDays(window(older.form()));
        if (report.day().isAfter(due) && !current.disputed()) {
            replace(current, new Known(current.form(), current.since(), current.adopters(), true));
            say(Severity.NOTICE, older.form(), null);
        }
    }

    private void add(PolicyRevision form, LocalDate since) {
        context.forms.add(new Known(form, since, Map.of(report.reporter(), report.day()), false));
        context.forms.sort(Comparator.comparing(Known::since)
                .thenComparing(one -> one.form().toString()));
        while (context.forms.size() > MOST_FORMS) {
            context.forms.removeFirst();
        }
    }

    private void replace(Known one, Known other) {
        context.forms.set(context.forms.indexOf(one), other);
    }

    /// Returns the days for which a reporter may keep using its copy; Google and others refetch within days.
    private long window(PolicyRevision old) {
        return Math.min((old.maxAge() + SECONDS_A_DAY - 1) / SECONDS_A_DAY, context.limit(Threshold.DISAGREEMENT_DAYS));
    }

    private static boolean isRelaxed(PolicyRevision before, PolicyRevision after) {
        return before.mode() == Mode.ENFORCE && after.mode() != Mode.ENFORCE;
    }

    private void say(Severity grade, PolicyRevision before, @Nullable PolicyRevision after) {
        LocalDate day = report.day();
        context.emit(AlertFactory.policy(report, grade, before, after, day));
    }
}
