package tlsrpt.sts;

import java.util.List;

/// The outcome of a command: the changed policy, or what is missing.
public sealed interface CommandResult {

    /// It was done.
    ///
    /// @param policy as it is to be stored
    record Changed(HostedPolicy policy) implements CommandResult {}

    /// Nothing changed.
    record Refused(List<MissingCondition> missing) implements CommandResult {

        public Refused {
            missing = List.copyOf(missing);
        }
    }

    static Refused refused(String why) {
        return new Refused(List.of(MissingCondition.now(why)));
    }
}
