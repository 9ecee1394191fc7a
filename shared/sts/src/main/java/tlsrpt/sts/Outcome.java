package tlsrpt.sts;

import java.util.List;

/// The outcome of a command: the changed policy, or what is missing.
public sealed interface Outcome {

    /// It was done.
    ///
    /// @param policy as it is to be stored
    record Changed(HostedPolicy policy) implements Outcome {}

    /// Nothing changed.
    record Refused(List<Missing> missing) implements Outcome {

        public Refused {
            missing = List.copyOf(missing);
        }
    }

    static Refused refused(String why) {
        return new Refused(List.of(Missing.now(why)));
    }
}
