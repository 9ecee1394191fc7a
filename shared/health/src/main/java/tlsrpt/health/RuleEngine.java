package tlsrpt.health;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evaluates the alert rules for one report, or for one elapsed day, against a domain's stored state.
///
/// ```java
/// var result = new RuleEngine(rules).evaluate(Observation.of(report, reported, submitter, arrival, true), past,
/// memory);
/// ```
///
/// The same reports and days in the same order give the same result, and evaluating a report again changes nothing.
/// The order of reports within a day does not change which alerts there are.
public final class RuleEngine {

    private final Rules rules;

    public RuleEngine(Rules rules) {
        this.rules = rules;
    }

    /// Evaluates the rules for a recorded report.
    public RuleResult evaluate(Observation report, ReportHistory past, RuleState memory) {
        if (!decides(report)) {
            return RuleResult.none(memory, undecided(report));
        }
        var context = new EvaluationContext(report, past, memory, rules);
        context.rememberFirstDay();
        new FailureRule(context).apply();
        new ProtectionRule(context).apply();
        // A policy change in a backlog is not news.
        if (!report.backlog()) {
            new PolicyRule(context).apply();
        }
        return context.result();
    }

    /// Evaluates the last days of an imported backlog; only failures that still continue open an alert, once.
    ///
    /// @param reports of one domain and the last days, imported and others
    public RuleResult catchUp(List<Observation> reports, Function<Observation, ReportHistory> past, RuleState before) {
        var memory = before;
        var opened = new LinkedHashMap<String, Alert>();
        var messages = new ArrayList<Alert>();
        var open = new LinkedHashMap<String, Alert>();
        var closed = new TreeSet<String>();
        var inOrder = reports.stream()
                .sorted(Comparator.comparing(Observation::day).thenComparing(Observation::reporter))
                .toList();
        for (var report : inOrder) {
            var result = evaluate(report, past.apply(report), memory);
            memory = result.memory();
            closed.addAll(result.closed());
            result.closed().forEach(open::remove);
            for (var alert : result.messages()) {
                var family = alert.family();
                if (alert.kind().opens()) {
                    opened.put(family, alert);
                } else if (alert.kind() == AlertKind.RECOVERED
                        ? opened.remove(family) == null
                        : !opened.containsKey(family)) {
                    messages.add(alert);
                }
            }
            result.open().forEach(alert -> open.put(alert.family(), alert));
        }
        opened.forEach((family, alert) -> messages.add(latest(alert, open.get(family))));
        return new RuleResult(memory, messages, List.copyOf(open.values()), List.copyOf(closed), List.of());
    }

    /// Returns the opening alert with the numbers of the latest report.
    private static Alert latest(Alert opening, @Nullable Alert now) {
        return now == null || now.kind() != opening.kind() ? opening : now;
    }

    /// Evaluates the time that has elapsed since the last report; to be called daily.
    public RuleResult evaluateDay(String domain, Instant now, ReportDays traffic, RuleState memory) {
        var watch = new DailyRule(domain, now, memory, rules);
        watch.apply(traffic);
        return watch.result();
    }

    /// Removes a reporter whose reports no longer count.
    ///
    /// @param reporter as its reports name it
    public RuleResult withdraw(String domain, String reporter, Instant now, RuleState memory) {
        return new WithdrawalRule(domain, reporter.toLowerCase(Locale.ROOT), now, memory).result();
    }

    private static List<NoAlert> undecided(Observation report) {
        var why = report.trusted() ? NoAlert.Why.LATE : NoAlert.Why.NOT_VERIFIED;
        return report.failures().stream()
                .map(failure -> new NoAlert(report.domain(), failure.family(), why))
                .distinct()
                .toList();
    }

    /// Whether the report may change alerts: it is trusted, and its day is recent.
    private boolean decides(Observation report) {
        var arrived = report.arrival().atZone(ZoneOffset.UTC).toLocalDate();
        return report.trusted()
                && ChronoUnit.DAYS.between(report.day(), arrived) <= rules.of(Threshold.LATE_DAYS, report.domain());
    }
}
