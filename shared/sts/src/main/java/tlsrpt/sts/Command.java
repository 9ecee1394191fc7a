package tlsrpt.sts;

import java.util.List;

/// What an operator asks of a hosted policy.
public sealed interface Command {

    /// One step toward enforcing.
    ///
    /// @param reports what the reports lack for that
    record Advance(List<Missing> reports) implements Command {

        public Advance {
            reports = List.copyOf(reports);
        }
    }

    /// Back to testing, at once.
    record Retreat() implements Command {}

    /// Toward no policy: `mode: none` first.
    record Leave() implements Command {}

    /// The record goes, then the file.
    record Remove() implements Command {}

    /// From leaving back to the beginning.
    record Return(List<String> mx) implements Command {

        public Return {
            mx = List.copyOf(mx);
        }
    }

    /// Other MX hosts.
    ///
    /// @param add host names or patterns
    /// @param remove as they are in the policy
    record ChangeMx(List<String> add, List<String> remove) implements Command {

        public ChangeMx {
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }
}
