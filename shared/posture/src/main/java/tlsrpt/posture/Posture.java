package tlsrpt.posture;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tlsrpt.report.Check;
import tlsrpt.report.Mode;
import tlsrpt.sts.StsPolicy;

/// The evaluated result of one look at a domain.
///
/// @param findings in the order of [Check], at least one for each check that applies
/// @param facts what was observed
public record Posture(String domain, Instant at, List<Finding> findings, Facts facts) {

    private static final Set<Check> NEED_SMTP = EnumSet.of(
            Check.MX_REACH, Check.MX_STARTTLS, Check.MX_TLS, Check.MX_CHAIN, Check.MX_NAME, Check.TLSA_MATCH);

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

    /// Whether something could not be observed that was not left out on purpose.
    public boolean isIncomplete() {
        boolean chosen = facts.vantage().noSmtp() != null;
        return findings.stream()
                .anyMatch(
                        finding -> finding.state() == State.UNSEEN && !(chosen && NEED_SMTP.contains(finding.check())));
    }

    /// The mode of the policy that senders find now; empty where it cannot be used or was not observed.
    public Optional<Mode> mode() {
        return Optional.ofNullable(observed().policy())
                .filter(StsPolicy::isUsable)
                .map(StsPolicy::mode);
    }

    /// The pair of `id` and policy that senders find now; empty where one of the two cannot be used or was not
    /// observed.
    public Optional<CheckContext.ObservedPolicy> policy() {
        var observed = observed();
        var policy = observed.policy();
        return policy != null && policy.isUsable() && observed.stsRecord().isUsable()
                ? Optional.of(
                        new CheckContext.ObservedPolicy(observed.stsRecord().id(), policy.fingerprint(), null))
                : Optional.empty();
    }

    /// Whether the name servers of the domain differ; empty where none answered.
    public Optional<Boolean> serversDiffer() {
        return facts.servers().stream().noneMatch(server -> server.failure() == null)
                ? Optional.empty()
                : Optional.of(!new DnsChecks(observed()).differing().isEmpty());
    }

    /// The TLSA records that fit no address; empty where no host with such records was looked at.
    public Optional<Set<String>> spareRecords() {
        var observed = observed();
        var looked = facts.mailHosts().stream()
                .filter(host -> !host.usable().isEmpty() && !host.withChain().isEmpty())
                .toList();
        return looked.isEmpty()
                ? Optional.empty()
                : Optional.of(looked.stream()
                        .flatMap(host -> new DaneChecks(observed, host).spare().stream())
                        .map(Tlsa::toString)
                        .collect(Collectors.toSet()));
    }

    private ParsedFacts observed() {
        return ParsedFacts.of(facts, CheckContext.of(Set.of(), List.of()));
    }

    /// Whether every connection to port 25 timed out, which a network that blocks it looks like.
    public boolean lacksPort25() {
        var looks = facts.mailHosts().stream()
                .flatMap(host -> host.looks().stream())
                .filter(look -> look.outcome() != SmtpLook.Outcome.NOT_LOOKED)
                .toList();
        return !looks.isEmpty() && looks.stream().allMatch(look -> look.outcome() == SmtpLook.Outcome.TIMED_OUT);
    }

    /// The next date on which something ends that a person has to renew.
    public Optional<Finding> nextToEnd() {
        return findings.stream()
                .filter(finding -> finding.until() != null && finding.until().isAfter(at()))
                // Zones are signed again by themselves, unless the check says otherwise.
                .filter(finding -> finding.check() != Check.DNSSEC || finding.state() != State.PASS)
                .min(Comparator.comparing(Finding::until, Comparator.nullsLast(Comparator.naturalOrder())));
    }
}
