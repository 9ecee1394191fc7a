package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Known;

/// Removes a blocked reporter from open incidents: those that only it saw close, those that others saw stay open.
final class WithdrawalRule {

    private final String domain;
    private final String reporter;
    private final Instant now;
    private final LocalDate today;
    private final RuleState before;
    private final Map<String, FamilyState> troubles = new TreeMap<>();
    private final List<Alert> messages = new ArrayList<>();
    private final List<Alert> open = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    /// @param reporter as [Observation.Source] names it
    WithdrawalRule(String domain, String reporter, Instant now, RuleState memory) {
        this.domain = domain;
        this.reporter = reporter;
        this.now = now;
        this.before = memory;
        today = now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    RuleResult result() {
        before.troubles().forEach(this::withdraw);
        var shares = new TreeMap<>(before.shares());
        shares.remove(reporter);
        var memory = new RuleState(
                before.first(),
                before.covered(),
                others(before.bare()),
                others(before.established()),
                troubles,
                shares,
                before.forms().stream()
                        .map(this::withdraw)
                        .filter(form -> !form.adopters().isEmpty())
                        .toList());
        return new RuleResult(memory.equals(before) ? before : memory, messages, open, closed);
    }

    private void withdraw(String family, FamilyState trouble) {
        if (!trouble.seen().containsKey(reporter)) {
            troubles.put(family, trouble);
            return;
        }
        var seen = new TreeMap<>(trouble.seen());
        seen.remove(reporter);
        var left = new FamilyState(seen, trouble.open(), trouble.closed(), trouble.clean());
        if (trouble.open() == null) {
            troubles.put(family, left);
        } else if (seen.isEmpty()) {
            messages.add(AlertFactory.withdrawn(
                    AlertFactory.alert(domain, family, trouble, AlertKind.RECOVERED, List.of(), today, now, false)));
            closed.add(family);
        } else {
            troubles.put(family, left);
            open.add(AlertFactory.alert(
                    domain, family, left, trouble.open().kind(), List.of(), today.minusDays(1), now, true));
        }
    }

    private Known withdraw(Known form) {
        var adopters = new TreeMap<>(form.adopters());
        return adopters.remove(reporter) == null
                ? form
                : new Known(form.form(), form.since(), adopters, form.disputed());
    }

    private List<String> others(List<String> reporters) {
        return reporters.stream().filter(one -> !one.equals(reporter)).toList();
    }
}
