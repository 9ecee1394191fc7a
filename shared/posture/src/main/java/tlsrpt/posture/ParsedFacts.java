package tlsrpt.posture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyType;
import tlsrpt.report.Step;
import tlsrpt.sts.StsPolicy;

/// Facts with what the checks share: the records and the policy, parsed once.
///
/// @param policy what the policy host serves, `null` where it serves nothing
record ParsedFacts(
        Facts facts,
        CheckContext background,
        TlsRptRecord tlsRpt,
        StsRecord stsRecord,
        @Nullable StsPolicy policy) {

    static ParsedFacts of(Facts facts, CheckContext background) {
        return new ParsedFacts(
                facts,
                background,
                TlsRptRecord.of(facts.tlsRpt().records()),
                StsRecord.of(facts.stsRecord().records()),
                facts.policyHost().looks().stream()
                        .filter(look -> look.isOk() && look.body() != null)
                        .findFirst()
                        .map(look -> StsPolicy.parse(String.valueOf(look.body())))
                        .orElse(null));
    }

    String domain() {
        return facts.domain();
    }

    Instant now() {
        return facts.at();
    }

    /// The mode of the policy as served, `null` where there is no usable policy.
    @Nullable
    Mode mode() {
        return policy != null && policy.isUsable() ? policy.mode() : null;
    }

    /// Whether the domain takes part in MTA-STS, well or badly.
    boolean usesMtaSts() {
        return !stsRecord.isMissing()
                || (policy != null && policy.isUsable())
                || background.published().contains(CheckContext.Published.STS_RECORD)
                || !background.forms().isEmpty();
    }

    /// Whether senders have a policy that asks for valid certificates, or may have one.
    boolean asksForCertificates() {
        return usesMtaSts() && mode() != Mode.NONE;
    }

    /// Whether senders verify this host by a CA that a TLSA record names, which needs valid dates and names.
    static boolean hasTrustAnchorRecords(MailHost host) {
        return host.usable().stream().anyMatch(record -> record.usage() == Tlsa.DANE_TA);
    }

    /// The steps of the explanation of a diagnosis.
    List<Step> steps(Diagnosis.Known diagnosis, @Nullable String mx, PolicyType.Registered type) {
        return Explanation.of(new FailureContext(domain(), type, mode(), mx, diagnosis))
                .steps();
    }

    List<Step> steps(Diagnosis.Known diagnosis, @Nullable String mx) {
        return steps(diagnosis, mx, PolicyType.Registered.STS);
    }

    /// Joins findings that differ in nothing but the address.
    static List<Finding> merged(List<Finding> findings) {
        var byRest = new LinkedHashMap<Finding, List<String>>();
        for (var finding : findings) {
            var addresses = byRest.computeIfAbsent(finding.at(orEmpty(finding.host()), null), _ -> new ArrayList<>());
            Optional.ofNullable(finding.address())
                    .filter(address -> !addresses.contains(address))
                    .ifPresent(addresses::add);
        }
        var merged = new ArrayList<Finding>();
        byRest.forEach((finding, addresses) -> {
            var host = orEmpty(finding.host());
            merged.add(new Finding(
                    finding.check(),
                    finding.state(),
                    host.isEmpty() ? null : host,
                    addresses.isEmpty() ? null : String.join(", ", addresses),
                    finding.diagnosis(),
                    finding.severity(),
                    finding.seen(),
                    finding.meaning(),
                    finding.steps(),
                    finding.until()));
        });
        return merged;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
