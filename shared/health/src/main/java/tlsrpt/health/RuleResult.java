package tlsrpt.health;

import java.util.List;

/// What follows from a report, or from a day that passed.
///
/// @param memory what is remembered from now on
/// @param messages what is to be said
/// @param open the alerts that are open from now on or changed, as they stand
/// @param closed the families of those that are not open any more
/// @param quiet the failures that sent no alert, and why
public record RuleResult(
        Memory memory, List<Alert> messages, List<Alert> open, List<String> closed, List<NoAlert> quiet) {

    public RuleResult(Memory memory, List<Alert> messages, List<Alert> open, List<String> closed) {
        this(memory, messages, open, closed, List.of());
    }

    public RuleResult {
        quiet = List.copyOf(quiet);
        messages = List.copyOf(messages);
        open = List.copyOf(open);
        closed = List.copyOf(closed);
    }

    static RuleResult none(Memory memory) {
        return none(memory, List.of());
    }

    static RuleResult none(Memory memory, List<NoAlert> quiet) {
        return new RuleResult(memory, List.of(), List.of(), List.of(), quiet);
    }

    /// Whether there is anything to write, after what was remembered before.
    public boolean changes(Memory before) {
        return !memory.equals(before);
    }
}
