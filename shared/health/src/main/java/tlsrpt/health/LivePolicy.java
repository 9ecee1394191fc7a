package tlsrpt.health;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.health.Readiness.Condition;

/// The policy that senders find now, and the MX hosts in DNS.
///
/// @param at when that was checked
/// @param mode of the policy, as its file has it
/// @param covered the MX hosts in DNS, and whether a pattern of the policy covers each
public record LivePolicy(Instant at, String mode, SortedMap<String, Boolean> covered) {

    public LivePolicy {
        covered = new TreeMap<>(covered);
    }

    /// Returns what it says for and against enforcing the policy.
    public List<Condition> conditions() {
        var uncovered = covered.entrySet().stream()
                .filter(host -> !host.getValue())
                .map(Map.Entry::getKey)
                .toList();
        var checked = ", checked " + at.atZone(ZoneOffset.UTC).toLocalDate() + ".";
        return List.of(
                new Condition(
                        "The patterns of the policy cover every MX host in DNS.",
                        uncovered.isEmpty(),
                        uncovered.isEmpty()
                                ? covered.size() + (covered.size() == 1 ? " MX host" : " MX hosts") + checked
                                : "Not covered: " + String.join(", ", uncovered) + checked,
                        null),
                new Condition(
                        "The policy host serves the policy in testing mode.",
                        mode.equals("testing"),
                        "Mode " + mode + checked,
                        null));
    }
}
