package tlsrpt.posture;

import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.sts.PolicyObservation;
import tlsrpt.sts.PolicyObservation.FileSeen;
import tlsrpt.sts.PolicyObservation.MxSeen;
import tlsrpt.sts.PolicyObservation.RecordSeen;

/// Turns the facts of a check into what senders see of a policy that is hosted here.
public final class HostedPolicyLook {

    private static final Duration UNKNOWN_TTL = Duration.ofDays(1);

    private HostedPolicyLook() {}

    /// Returns what senders see, given these facts.
    ///
    /// @param roots the CAs that senders trust
    public static PolicyObservation of(Facts facts, Set<TrustAnchor> roots) {
        var observed = ParsedFacts.of(facts, CheckContext.of(roots, List.of()));
        return new PolicyObservation(facts.at(), file(observed), record(observed), mx(facts.mx()));
    }

    private static FileSeen file(ParsedFacts observed) {
        var findings = new PolicyHostChecks(observed).judge();
        var failed = findings.stream()
                .filter(finding -> finding.state() == State.FAIL && finding.check() != Check.STS_HOST_EXPIRY)
                .findFirst();
        var host = observed.facts().policyHost().name();
        if (failed.isPresent()) {
            var step = failed.get().firstStep().map(one -> " " + one.text()).orElse("");
            return new FileSeen.Faulty(host + ": " + failed.get().seen() + "." + step);
        }
        var bodies = observed.facts().policyHost().looks().stream()
                .filter(PolicyLook::isOk)
                .map(PolicyLook::body)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (bodies.size() > 1) {
            return new FileSeen.Faulty("The addresses of " + host + " serve different files.");
        }
        var warnings = new ArrayList<String>();
        for (var finding : findings) {
            if (finding.state() == State.WARN || finding.state() == State.FAIL) {
                var step = finding.firstStep().map(one -> " " + one.text()).orElse("");
                warnings.add(host + ": " + finding.seen() + "." + step);
            }
        }
        return bodies.isEmpty()
                ? new FileSeen.Unseen(findings.stream()
                        .filter(finding -> finding.state() == State.UNSEEN)
                        .map(Finding::seen)
                        .findFirst()
                        .orElse("nothing was observed"))
                : new FileSeen.Served(String.valueOf(bodies.getFirst()), warnings);
    }

    private static RecordSeen record(ParsedFacts observed) {
        var answer = observed.facts().stsRecord();
        if (answer.isUnseen()) {
            return new RecordSeen.Unseen(answer.detail());
        }
        var record = observed.stsRecord();
        if (answer.isBogus() || !(record.isUsable() || record.isMissing())) {
            return new RecordSeen.Faulty("_mta-sts." + observed.domain() + " "
                    + (answer.isBogus() ? "fails DNSSEC validation: " + answer.detail() : record.fault())
                    + ". Senders see no policy.");
        }
        return record.isMissing()
                ? new RecordSeen.Absent()
                : new RecordSeen.Id(record.id(), Objects.requireNonNullElse(answer.lifetime(), UNKNOWN_TTL));
    }

    private static @Nullable MxSeen mx(Answer<Mx> answer) {
        if (answer.isUnseen() || answer.isBogus()) {
            return null;
        }
        return new MxSeen(
                answer.records().stream()
                        .filter(mx -> !mx.isNull())
                        .map(Mx::host)
                        .distinct()
                        .toList(),
                Objects.requireNonNullElse(answer.lifetime(), UNKNOWN_TTL));
    }
}
