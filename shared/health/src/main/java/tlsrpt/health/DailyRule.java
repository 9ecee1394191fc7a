package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.health.RuleState.ReporterState;
import tlsrpt.report.Severity;

/// Changes that follow from elapsed time: reminders, unconfirmed recoveries, missing reports.
final class DailyRule {

    static final String SILENCE = "silence";

    /// The collector as a whole, in place of a domain.
    static final String ALL = "*";

    private final String domain;
    private final Instant now;
    private final LocalDate today;
    private final RuleState before;
    private final Rules rules;
    private final Map<String, FamilyState> troubles;
    private final List<Alert> messages = new ArrayList<>();
    private final List<Alert> open = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    DailyRule(String domain, Instant now, RuleState memory, Rules rules) {
        this.domain = domain;
        this.now = now;
        this.before = memory;
        this.rules = rules;
        today = now.atZone(ZoneOffset.UTC).toLocalDate();
        troubles = new TreeMap<>(memory.troubles());
    }

    RuleResult result() {
        var memory = before.with(troubles);
        return new RuleResult(memory.equals(before) ? before : memory, messages, open, closed);
    }

    void apply(ReportDays traffic) {
        for (var entry : before.troubles().entrySet()) {
            var alert = entry.getValue().open();
            if (alert != null && !entry.getKey().equals(SILENCE)) {
                grow(entry.getKey(), entry.getValue(), alert);
            }
        }
        silence(traffic);
    }

    private void grow(String family, FamilyState trouble, Open alert) {
        var counting = trouble.seen().values().stream()
                .filter(sight -> !isSilent(sight))
                .toList();
        boolean clean = counting.stream()
                .allMatch(sight -> sight.cleanReports(today) >= alert.opening().clean());
        if (clean) {
            close(family, trouble, lastDay(trouble), !counting.isEmpty());
            return;
        }
        remind(family, trouble, alert);
    }

    private void remind(String family, FamilyState trouble, Open alert) {
        long every = limit(Threshold.REMINDER_DAYS);
        long due = ChronoUnit.DAYS.between(date(alert.opening().at()), today) / every;
        long done = ChronoUnit.DAYS.between(
                        date(alert.opening().at()), date(alert.told().reminded()))
                / every;
        var next = trouble;
        if (alert.grades().now() != Severity.NOTICE && due > done) {
            next = trouble.with(alert.reminded(now));
            messages.add(message(AlertKind.REMINDER, family, next));
            open.add(message(AlertKind.REMINDER, family, next));
        }
        troubles.put(family, next);
    }

    private void close(String family, FamilyState trouble, LocalDate day, boolean confirmed) {
        messages.add(AlertFactory.alert(domain, family, trouble, AlertKind.RECOVERED, List.of(), day, now, confirmed));
        closed.add(family);
        long clean = trouble.open() == null ? 0 : trouble.open().opening().clean();
        // Failures of that day belong to the closed incident; later ones open a new incident.
        troubles.put(family, new FamilyState(new TreeMap<>(), null, day.plusDays(1), clean));
    }

    private boolean isSilent(ReporterState sight) {
        long days = limit(sight.rare() ? Threshold.SILENT_RARE_REPORTER_DAYS : Threshold.SILENT_REPORTER_DAYS);
        // The report of a day comes on the next one.
        return ChronoUnit.DAYS.between(sight.days().last(), today) > days + 1;
    }

    private static LocalDate lastDay(FamilyState trouble) {
        return trouble.seen().values().stream()
                .map(sight -> sight.days().last())
                .max(LocalDate::compareTo)
                .orElse(LocalDate.EPOCH);
    }

    private void silence(ReportDays traffic) {
        var trouble = troubles.getOrDefault(SILENCE, FamilyState.NONE);
        var alert = trouble.open();
        long limit = limit(domain.equals(ALL) ? Threshold.SILENCE_OF_ALL_DAYS : Threshold.SILENCE_DAYS);
        var gap = traffic.unusualGap(today, limit, limit(Threshold.SILENCE_AFTER_REPORTED_DAYS));
        if (alert != null) {
            if (!traffic.days().isEmpty()
                    && !traffic.days().last().isBefore(alert.opening().since())) {
                close(SILENCE, trouble, traffic.days().last(), true);
            } else {
                remind(SILENCE, trouble, alert);
            }
        } else if (gap.isPresent() && !traffic.othersToo()) {
            var grade = gap.get().wasDaily() ? Severity.HIGH : Severity.MEDIUM; // Few reports mean little mail.
            var since = traffic.days().last().plusDays(1);
            var opening = new RuleState.Opening(since, today.minusDays(2), now, false, false, false, 0);
            var opened = trouble.with(
                    Open.of(AlertFactory.id(domain, SILENCE, since), AlertKind.SILENCE, opening, grade, List.of()));
            troubles.put(SILENCE, opened);
            var said = AlertFactory.alert(
                    domain, SILENCE, opened, AlertKind.SILENCE, List.of(), today.minusDays(2), now, true);
            var told = said.with(new Alert.Section(
                    "How often reports arrived", List.of(gap.get().before())));
            messages.add(told);
            open.add(told);
        }
    }

    private Alert message(AlertKind kind, String family, FamilyState trouble) {
        return AlertFactory.alert(domain, family, trouble, kind, List.of(), today.minusDays(1), now, true);
    }

    private long limit(Threshold threshold) {
        return rules.of(threshold, domain);
    }

    private static LocalDate date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
