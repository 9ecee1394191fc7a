package tlsrpt.health;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// The rules: what a report means after all that is remembered, and what a day means that passed.
///
/// ```java
/// var judgement = new Judge(rules).judge(Observation.of(report, reported, submitter, arrival, true), past, memory);
/// ```
///
/// The same reports and days in the same order give the same answer, and a report that is judged twice changes nothing
/// the second time. Which report of a day comes first makes no difference to which alerts there are.
public final class Judge {

    private final Rules rules;

    public Judge(Rules rules) {
        this.rules = rules;
    }

    /// What follows from a report that was recorded.
    public Judgement judge(Observation report, Past past, Memory memory) {
        if (!decides(report)) {
            return Judgement.none(memory, undecided(report));
        }
        var sitting = new Sitting(report, past, memory, rules);
        sitting.rememberFirstDay();
        new FailureRule(sitting).apply();
        new ProtectionRule(sitting).apply();
        new PolicyRule(sitting).apply();
        return sitting.judgement();
    }

    /// What follows from the time that passed since reports were judged; to be asked daily.
    public Judgement pass(String domain, Instant now, Traffic traffic, Memory memory) {
        var watch = new WatchRule(domain, now, memory, rules);
        watch.apply(traffic);
        return watch.judgement();
    }

    /// What is left without a reporter whose reports do not count any more.
    ///
    /// @param reporter as its reports name it
    public Judgement withdraw(String domain, String reporter, Instant now, Memory memory) {
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
