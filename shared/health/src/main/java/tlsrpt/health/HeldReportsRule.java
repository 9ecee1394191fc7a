package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// Sends a notice about held mail that claims to contain reports, at most weekly, since anyone can send such mail.
public final class HeldReportsRule {

    private static final String FAMILY = "unread";
    private static final String NOT_LISTED = "not-listed";
    private static final int EVERY_DAYS = 7;
    private static final int MOST_NAMED = 20;
    private static final int NAME = 100;

    private final Instant now;
    private final LocalDate today;
    private final Rules rules;
    private final Map<String, FamilyState> troubles;
    private final List<Alert> messages = new ArrayList<>();

    private HeldReportsRule(Instant now, RuleState memory, Rules rules) {
        this.now = now;
        this.today = now.atZone(ZoneOffset.UTC).toLocalDate();
        this.rules = rules;
        troubles = new TreeMap<>(memory.troubles());
    }

    /// Something that was kept and does not count.
    ///
    /// @param signer whom it came from, as far as it says
    /// @param domain the reported domain if it is held because the domain is not listed; else `null`
    public record Held(
            String signer, LocalDate day, @Nullable String domain) {}

    /// What follows from all that was held in the last week.
    ///
    /// @param memory that of the collector as a whole
    public static RuleResult judge(List<Held> held, Instant now, RuleState memory, Rules rules) {
        var rule = new HeldReportsRule(now, memory, rules);
        rule.notListed(held);
        rule.unreadable(held);
        var after = memory.with(rule.troubles);
        return new RuleResult(after.equals(memory) ? memory : after, rule.messages, List.of(), List.of());
    }

    private void notListed(List<Held> held) {
        var fresh = new TreeSet<String>();
        for (var one : held) {
            if (one.domain() != null && !troubles.containsKey(NOT_LISTED + "/" + one.domain())) {
                fresh.add(one.domain());
            }
        }
        if (fresh.isEmpty() || !mayTell(NOT_LISTED)) {
            return;
        }
        var named = fresh.stream().limit(MOST_NAMED).toList();
        named.forEach(domain -> troubles.put(NOT_LISTED + "/" + domain, told()));
        var names = String.join(
                ", ", named.stream().map(name -> Printable.of(name, NAME)).toList());
        tell(
                NOT_LISTED,
                named.size() == 1
                        ? "reports arrive for " + names + "; add it to Domains"
                        : "reports arrive for " + fresh.size() + " domains that are not listed",
                "Reports arrive for domains that are not in your list, so they do not count: " + names + ".",
                "If a domain is yours, add it (in AWS with `tlsrpt settings set --add-domain`, on one machine to `domains` in the configuration), then count its held reports: `tlsrpt reread --held`.");
    }

    private void unreadable(List<Held> held) {
        var daysBySigner = new TreeMap<String, List<LocalDate>>();
        for (var one : held) {
            if (one.domain() == null) {
                daysBySigner
                        .computeIfAbsent(one.signer(), _ -> new ArrayList<>())
                        .add(one.day());
            }
        }
        daysBySigner
                .values()
                .removeIf(days -> days.size() < limit(Threshold.UNREAD_ITEMS)
                        || new TreeSet<>(days).size() < limit(Threshold.UNREAD_ON_DAYS));
        if (daysBySigner.isEmpty() || !mayTell(FAMILY)) {
            return;
        }
        var signers = daysBySigner.entrySet().stream()
                .limit(MOST_NAMED)
                .map(signer -> "\n  " + Printable.of(signer.getKey(), NAME) + ": "
                        + signer.getValue().size())
                .collect(Collectors.joining());
        tell(
                FAMILY,
                "reports that cannot be read",
                "These objects claim to be TLS reports but could not be read:" + signers,
                "`tlsrpt status` lists the reasons.");
    }

    private boolean mayTell(String family) {
        var last = troubles.getOrDefault(family, FamilyState.NONE).closed();
        return last == null || !last.plusDays(EVERY_DAYS).isAfter(today);
    }

    private void tell(String family, String problem, String text, String step) {
        troubles.put(family, told());
        var id = AlertFactory.id(DailyRule.ALL, family, today);
        messages.add(Alert.of(
                Alert.Incident.of(id, FAMILY, DailyRule.ALL, today),
                new Alert.Transition(id, AlertKind.UNREAD, today, now, List.of()),
                Alert.Findings.of(Severity.NOTICE, List.of()),
                Alert.Content.of(
                        AlertFactory.line("TLS reports: " + problem),
                        problem,
                        List.of(text),
                        List.of(new Step(step, null)))));
    }

    private FamilyState told() {
        return new FamilyState(new TreeMap<>(), null, today, 0);
    }

    private long limit(Threshold threshold) {
        return rules.of(threshold, DailyRule.ALL);
    }
}
