package tlsrpt.sts;

import java.util.List;

/// The operator's commands for a hosted policy.
public sealed interface Command {

    /// One step toward enforcing.
    ///
    /// @param reports conditions that the reports do not meet yet
    record Advance(List<MissingCondition> reports) implements Command {

        public Advance {
            reports = List.copyOf(reports);
        }
    }

    /// Returns to testing mode immediately.
    record Retreat() implements Command {}

    /// Toward no policy: `mode: none` first.
    record Leave() implements Command {}

    /// Removes the record, then the file.
    record Remove() implements Command {}

    /// Hosts a policy again that is leaving or being removed.
    record Return(List<String> mx) implements Command {

        public Return {
            mx = List.copyOf(mx);
        }
    }

    /// Adds or removes MX hosts.
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
