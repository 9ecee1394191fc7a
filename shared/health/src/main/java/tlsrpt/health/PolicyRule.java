package tlsrpt.health;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Known;
import tlsrpt.report.Mode;

/// The MTA-STS policy has another form: said once a form, whoever sees it first.
final class PolicyRule {

    static final String FAMILY = "policy";

    private static final int MOST_FORMS = 5;
    private static final long SECONDS_A_DAY = 86_400;

    private final Sitting sitting;
    private final Observation report;

    PolicyRule(Sitting sitting) {
        this.sitting = sitting;
        this.report = sitting.report;
    }

    void apply() {
        if (report.forms().isEmpty()) {
            return;
        }
        var current = sitting.forms.isEmpty() ? null : sitting.forms.getLast();
        if (current != null && report.forms().contains(current.form())) {
            if (!current.adopters().containsKey(report.reporter()) && sitting.counts()) {
                adopt(current);
            }
            return;
        }
        if (!sitting.counts() || sitting.overtaken()) {
            return;
        }
        var form = report.forms().getFirst();
        var known =
                sitting.forms.stream().filter(one -> one.form().equals(form)).findFirst();
        if (current == null) {
            sitting.forms.add(new Known(form, report.day(), mine(), false));
        } else if (known.isEmpty()) {
            another(current, form);
        } else if (current.adopters().containsKey(report.reporter())) {
            reverted(current, known.get());
        } else {
            lagging(current, known.get());
        }
    }

    private void adopt(Known current) {
        var adopters = new TreeMap<>(current.adopters());
        adopters.put(report.reporter(), report.day());
        replace(current, new Known(current.form(), current.since(), adopters, current.disputed()));
    }

    private void another(Known current, Form form) {
        boolean newcomer =
                sitting.forms.stream().noneMatch(one -> one.adopters().containsKey(report.reporter()));
        if (newcomer && sitting.isWithinFirst(window(form))) {
            // It holds a copy from before the first report that we have.
            sitting.forms.addFirst(new Known(form, report.day(), mine(), false));
            return;
        }
        sitting.forms.add(new Known(form, report.day(), mine(), false));
        while (sitting.forms.size() > MOST_FORMS) {
            sitting.forms.removeFirst();
        }
        say(isRelaxed(current.form(), form) ? Grade.MEDIUM : Grade.NOTICE, current.form(), form);
    }

    /// Reporters do not go back to an older copy by themselves.
    private void reverted(Known current, Known known) {
        var adopted = current.adopters().get(report.reporter());
        if (adopted != null && !report.day().isAfter(adopted)) {
            return;
        }
        sitting.forms.remove(known);
        sitting.forms.add(new Known(known.form(), report.day(), mine(), false));
        if (isRelaxed(current.form(), known.form())) {
            say(Grade.MEDIUM, current.form(), known.form());
        }
    }

    private void lagging(Known current, Known known) {
        var due = current.since().plusDays(window(known.form()));
        if (report.day().isAfter(due) && !current.disputed()) {
            replace(current, new Known(current.form(), current.since(), current.adopters(), true));
            say(Grade.NOTICE, known.form(), null);
        }
    }

    private Map<String, LocalDate> mine() {
        return Map.of(report.reporter(), report.day());
    }

    private void replace(Known one, Known other) {
        sitting.forms.set(sitting.forms.indexOf(one), other);
    }

    /// As long as a reporter may go on with its copy; Google and others look again within days.
    private long window(Form old) {
        return Math.min((old.maxAge() + SECONDS_A_DAY - 1) / SECONDS_A_DAY, sitting.limit(Threshold.DISAGREEMENT_DAYS));
    }

    private static boolean isRelaxed(Form before, Form after) {
        return before.mode() == Mode.ENFORCE && after.mode() != Mode.ENFORCE;
    }

    private void say(Grade grade, Form before, @Nullable Form after) {
        LocalDate day = report.day();
        sitting.say(Wording.policy(report, grade, before, after, day));
    }
}
