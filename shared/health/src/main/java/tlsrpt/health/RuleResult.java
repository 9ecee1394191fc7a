package tlsrpt.health;

import java.util.List;

/// Result of evaluating a report, or an elapsed day.
///
/// @param memory the state to store
/// @param messages the alerts to send
/// @param open alerts that opened or changed, in their present form
/// @param closed families whose alerts closed
/// @param quiet the failures that sent no alert, and why
public record RuleResult(
        RuleState memory, List<Alert> messages, List<Alert> open, List<String> closed, List<NoAlert> quiet) {

    public RuleResult(RuleState memory, List<Alert> messages, List<Alert> open, List<String> closed) {
        this(memory, messages, open, closed, List.of());
    }

    public RuleResult {
        quiet = List.copyOf(quiet);
        messages = List.copyOf(messages);
        open = List.copyOf(open);
        closed = List.copyOf(closed);
    }

    static RuleResult none(RuleState memory) {
        return none(memory, List.of());
    }

    static RuleResult none(RuleState memory, List<NoAlert> quiet) {
        return new RuleResult(memory, List.of(), List.of(), List.of(), quiet);
    }

    /// Whether the result differs from the stored state.
    public boolean changes(RuleState before) {
        return !memory.equals(before);
    }
}
