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

/// The rules: what a report means after all that is remembered, and what a day means that passed.
///
/// ```java
/// var judgement = new Judge(rules).judge(Observation.of(report, reported, submitter, arrival, true), past, memory);
/// ```
///
/// The same reports and days in the same order give the same answer, and a report that is judged twice changes nothing
/// the second time. Which report of a day comes first makes no difference to which alerts there are.
public final class RuleEngine {

    private final Rules rules;

    public RuleEngine(Rules rules) {
        this.rules = rules;
    }

    /// What follows from a report that was recorded.
    public RuleResult judge(Observation report, ReportHistory past, Memory memory) {
        if (!decides(report)) {
            return RuleResult.none(memory, undecided(report));
        }
        var sitting = new EvaluationContext(report, past, memory, rules);
        sitting.rememberFirstDay();
        new FailureRule(sitting).apply();
        new ProtectionRule(sitting).apply();
        // That the policy changed at some time is history.
        if (!report.backlog()) {
            new PolicyRule(sitting).apply();
        }
        return sitting.judgement();
    }

    /// What follows from the last days of an imported backlog: of what it opens, only what still continues, once.
    ///
    /// @param reports of one domain and the last days, the imported ones among those that came by themselves
    public RuleResult catchUp(List<Observation> reports, Function<Observation, ReportHistory> past, Memory before) {
        var memory = before;
        var opened = new LinkedHashMap<String, Alert>();
        var messages = new ArrayList<Alert>();
        var open = new LinkedHashMap<String, Alert>();
        var closed = new TreeSet<String>();
        var inOrder = reports.stream()
                .sorted(Comparator.comparing(Observation::day).thenComparing(Observation::reporter))
                .toList();
        for (var report : inOrder) {
            var judgement = judge(report, past.apply(report), memory);
            memory = judgement.memory();
            closed.addAll(judgement.closed());
            judgement.closed().forEach(open::remove);
            for (var alert : judgement.messages()) {
                var family = alert.family();
                if (alert.kind().opens()) {
                    opened.put(family, alert);
                } else if (alert.kind() == Kind.RECOVERED
                        ? opened.remove(family) == null
                        : !opened.containsKey(family)) {
                    messages.add(alert);
                }
            }
            judgement.open().forEach(alert -> open.put(alert.family(), alert));
        }
        opened.forEach((family, alert) -> messages.add(latest(alert, open.get(family))));
        return new RuleResult(memory, messages, List.copyOf(open.values()), List.copyOf(closed), List.of());
    }

    /// The opening with the numbers that the latest report left.
    private static Alert latest(Alert opening, @Nullable Alert now) {
        return now == null || now.kind() != opening.kind() ? opening : now;
    }

    /// What follows from the time that passed since reports were judged; to be asked daily.
    public RuleResult pass(String domain, Instant now, ReportDays traffic, Memory memory) {
        var watch = new DailyRule(domain, now, memory, rules);
        watch.apply(traffic);
        return watch.judgement();
    }

    /// What is left without a reporter whose reports do not count any more.
    ///
    /// @param reporter as its reports name it
    public RuleResult withdraw(String domain, String reporter, Instant now, Memory memory) {
        return new WithdrawalRule(domain, reporter.toLowerCase(Locale.ROOT), now, memory).judgement();
    }

    private static List<NoAlert> undecided(Observation report) {
        var why = report.trusted() ? NoAlert.Why.LATE : NoAlert.Why.NOT_VERIFIED;
        return report.failures().stream()
                .map(failure -> new NoAlert(report.domain(), failure.family(), why))
                .distinct()
                .toList();
    }

    /// An untrusted report decides nothing, nor what is history: then it is an old mail, not news.
    private boolean decides(Observation report) {
        var arrived = report.arrival().atZone(ZoneOffset.UTC).toLocalDate();
        return report.trusted()
                && ChronoUnit.DAYS.between(report.day(), arrived) <= rules.of(Threshold.LATE_DAYS, report.domain());
    }
}
