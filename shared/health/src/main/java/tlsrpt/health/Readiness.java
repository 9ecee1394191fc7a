package tlsrpt.health;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answer to "can I switch MTA-STS to enforce?", with its conditions.
///
/// @param conditions in the order in which to read them; none where there is nothing to switch
/// @param steps how to switch; only where it can be done
public record Readiness(Verdict verdict, List<Condition> conditions, List<String> steps) {

    private static final List<String> SWITCH = List.of(
            "Compare `dig MX` with the patterns of the policy: a backup MX may never appear in reports.",
            "Set `mode: enforce` and `max_age: 86400` in the policy file. Change nothing else in it.",
            "Then publish a new `id` in the `_mta-sts` TXT record, so that senders fetch the file.",
            "After a week without failures, raise `max_age` to 604800 or more, and publish a new `id` again.",
            "To roll back, set `mode: testing` in the file, then publish a new `id`. A sender that cannot fetch the "
                    + "file keeps its cached copy until its `max_age` expires, so start with one day.");

    /// In one word.
    public enum Verdict {
        READY("ready", "Yes: every condition is met."),
        READY_ON_THIN_EVIDENCE("ready-on-thin-evidence", "Probably: every condition is met, but with few sessions."),
        NOT_YET("not-yet", "Not yet."),
        ALREADY_ENFORCING("already-enforcing", "The policy is already in enforce mode."),
        NO_POLICY("no-policy", "The latest reports show no MTA-STS policy in testing mode to evaluate.");

        private final String token;
        private final String words;

        Verdict(String token, String words) {
            this.token = token;
            this.words = words;
        }

        public String token() {
            return token;
        }

        public String words() {
            return words;
        }
    }

    /// One thing that must hold.
    ///
    /// @param asks what must hold
    /// @param found what the reports say of it
    /// @param earliest where it does not hold: the first day on which it can, if all goes well
    public record Condition(
            String asks,
            boolean met,
            String found,
            @Nullable LocalDate earliest) {}

    public Readiness {
        conditions = List.copyOf(conditions);
        steps = List.copyOf(steps);
    }

    /// Returns the first day on which all conditions can be met; `null` if they are met, or if it is unknown.
    public @Nullable LocalDate earliest() {
        return conditions.stream()
                .map(Condition::earliest)
                .filter(Objects::nonNull)
                .max(LocalDate::compareTo)
                .orElse(null);
    }

    public static Readiness of(Evidence evidence) {
        var policy = ObservedPolicy.of(evidence);
        if (policy.isNone() || evidence.isWithdrawn()) {
            return new Readiness(Verdict.NO_POLICY, List.of(), List.of());
        }
        if (policy.isEnforced()) {
            return new Readiness(Verdict.ALREADY_ENFORCING, List.of(), List.of());
        }
        var full = conditions(evidence, policy, EvidenceRequirement.USUAL);
        if (full.stream().allMatch(Condition::met)) {
            return new Readiness(Verdict.READY, full, SWITCH);
        }
        // Thin evidence makes up for few sessions, for nothing else.
        boolean enough =
                new Conditions(evidence, EvidenceRequirement.USUAL).enoughSeen().met();
        var thin = conditions(evidence, policy, EvidenceRequirement.THIN);
        return !enough && thin.stream().allMatch(Condition::met)
                ? new Readiness(Verdict.READY_ON_THIN_EVIDENCE, thin, SWITCH)
                : new Readiness(Verdict.NOT_YET, full, List.of());
    }

    /// Adds what was seen in DNS and at the policy host, where there is something to switch. The first step is then
    /// done.
    public Readiness and(List<Condition> seen) {
        if (conditions.isEmpty() || seen.isEmpty()) {
            return this;
        }
        var all = Stream.concat(conditions.stream(), seen.stream()).toList();
        boolean met = seen.stream().allMatch(Condition::met);
        return met
                ? new Readiness(verdict, all, steps.stream().skip(1).toList())
                : new Readiness(Verdict.NOT_YET, all, List.of());
    }

    private static List<Condition> conditions(Evidence evidence, ObservedPolicy policy, EvidenceRequirement enough) {
        var conditions = new Conditions(evidence, enough);
        return Stream.of(
                        policy.unchanged(),
                        conditions.enoughSeen(),
                        conditions.nothingToRefuse(),
                        conditions.policyReadable(),
                        conditions.mxsCovered())
                .toList();
    }
}
