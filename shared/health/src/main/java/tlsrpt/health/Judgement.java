package tlsrpt.health;

import java.util.List;

/// What follows from a report, or from a day that passed.
///
/// @param memory what is remembered from now on
/// @param messages what is to be said
/// @param open the alerts that are open from now on or changed, as they stand
/// @param closed the families of those that are not open any more
public record Judgement(Memory memory, List<Alert> messages, List<Alert> open, List<String> closed) {

    public Judgement {
        messages = List.copyOf(messages);
        open = List.copyOf(open);
        closed = List.copyOf(closed);
    }

    static Judgement none(Memory memory) {
        return new Judgement(memory, List.of(), List.of(), List.of());
    }

    /// Whether there is anything to write, after what was remembered before.
    public boolean changes(Memory before) {
        return !memory.equals(before);
    }
}
