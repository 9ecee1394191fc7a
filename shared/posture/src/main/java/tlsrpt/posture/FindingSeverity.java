package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.FailureContext;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Severity;

/// The severity of findings: that of the failure which reports would show for them, by the table of [Severity].
record FindingSeverity(ParsedFacts observed, List<Finding> findings) {

    List<Finding> graded() {
        return findings.stream().map(finding -> finding.graded(grade(finding))).toList();
    }

    private @Nullable Severity grade(Finding finding) {
        var check = finding.check();
        return switch (finding.state()) {
            case FAIL -> Severity.of(check, situations(finding));
            case WARN ->
                switch (check) {
                    case MX_EXPIRY, STS_HOST_EXPIRY -> Severity.LOW;
                    case TLSRPT_TARGET, MX_COVERED, MX_STARTTLS, STS_ID, TLSA_ROLLOVER, CAA, DNS_AGREE ->
                        Severity.of(check, situations(finding));
                    // Worth showing, but not worth an alert.
                    default -> null;
                };
            case PASS, NOTE, NONE, UNSEEN -> null;
        };
    }

    /// The failure that senders report of it, or will report, under each policy that they may apply.
    private List<FailureContext> situations(Finding finding) {
        var diagnosis = diagnosis(finding);
        if (diagnosis == null) {
            return List.of();
        }
        return types(finding).stream()
                .map(type -> new FailureContext(observed.domain(), type, observed.mode(), finding.host(), diagnosis))
                .toList();
    }

    private static Diagnosis.@Nullable Known diagnosis(Finding finding) {
        return switch (finding.check()) {
            case MX_EXPIRY -> Diagnosis.Known.CERTIFICATE_EXPIRED;
            case STS_HOST_EXPIRY -> Diagnosis.Known.STS_WEBPKI_EXPIRED;
            // Without it no report comes, but mail does.
            case TLSRPT_RECORD, TLSRPT_TARGET, TLSRPT_MX_HOST -> null;
            default -> finding.diagnosis();
        };
    }

    private List<PolicyType> types(Finding finding) {
        var types = new ArrayList<PolicyType>();
        types.add(
                finding.check().group() == Check.Group.DANE
                        ? PolicyType.Registered.TLSA
                        : observed.usesMtaSts() ? PolicyType.Registered.STS : PolicyType.Registered.NO_POLICY_FOUND);
        boolean dane = observed.facts().mailHosts().stream()
                .filter(host -> host.name().equals(finding.host()))
                .anyMatch(host -> appliesDane(finding.check(), host));
        if (dane) {
            types.add(PolicyType.Registered.TLSA);
        }
        return types;
    }

    /// Whether senders that use DANE refuse what fails this check.
    private boolean appliesDane(Check check, MailHost host) {
        return switch (check) {
            case MX_STARTTLS, MX_TLS ->
                !host.usable().isEmpty()
                        && host.tlsa().isSecure()
                        && observed.facts().mx().isSecure();
            case MX_EXPIRY -> ParsedFacts.hasTrustAnchorRecords(host);
            default -> false;
        };
    }
}
