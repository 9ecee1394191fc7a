package tlsrpt.posture;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that one look at a domain showed, judged.
///
/// @param findings in the order of [Check], at least one for each check that applies
/// @param facts what was observed
public record Posture(String domain, Instant at, List<Finding> findings, Facts facts) {

    public Posture {
        findings = List.copyOf(findings);
    }

    public Stream<Finding> of(Check check) {
        return findings.stream().filter(finding -> finding.check() == check);
    }

    /// The worst state of a check over all hosts and addresses; empty where the check does not apply.
    public Optional<State> state(Check check) {
        return of(check).map(Finding::state).max(Comparator.naturalOrder());
    }

    public boolean has(State state) {
        return findings.stream().anyMatch(finding -> finding.state() == state);
    }

    /// The next date on which something ends, such as a certificate.
    public Optional<Finding> nextToEnd() {
        return findings.stream()
                .filter(finding -> finding.until() != null)
                .min(Comparator.comparing(Finding::until, Comparator.nullsLast(Comparator.naturalOrder())));
    }
}
