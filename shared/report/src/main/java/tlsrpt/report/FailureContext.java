package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// A failure with everything that determines its meaning: domain, policy, MX host and diagnosis.
///
/// @param domain the mail domain
/// @param policyType `null` where it is not known
/// @param mode of an `sts` policy; `null` where it is not known
/// @param mx the receiving MX host, `null` where none is named
public record FailureContext(
        String domain,
        @Nullable PolicyType policyType,
        @Nullable Mode mode,
        @Nullable String mx,
        Diagnosis diagnosis) {

    /// The situation of one row of failures in a report.
    public static FailureContext of(ReportedDomain reported, PolicyResult entry, FailureDetail detail) {
        var named = detail.receivingMxHostname();
        return new FailureContext(
                reported.domain(),
                entry.policy().type(),
                entry.policy().mode().orElse(null),
                named == null || named.isBlank() ? reported.mxOf(entry) : named,
                Diagnosis.of(entry.policy(), detail));
    }

    /// Whether the sender must not deliver to this MX host: under DANE and an enforced MTA-STS policy, whatever
    /// failed but the policy's own file. It does not mean that the mail failed: another MX host or a later try may
    /// have taken it.
    public boolean refused() {
        return !isAbout(Family.MTA_STS_POLICY) && (isDane() || (isSts() && mode == Mode.ENFORCE));
    }

    /// Whether the report says enough to tell whether the sender refused.
    public boolean isModeKnown() {
        return refused() || delivered();
    }

    /// Whether, according to the report, the sender was still free to deliver.
    boolean delivered() {
        return isAbout(Family.MTA_STS_POLICY)
                || policyType == PolicyType.Registered.NO_POLICY_FOUND
                || (isSts() && (mode == Mode.TESTING || mode == Mode.NONE));
    }

    boolean isDane() {
        return policyType == PolicyType.Registered.TLSA;
    }

    boolean isSts() {
        return policyType == PolicyType.Registered.STS;
    }

    /// Whether the diagnosis belongs to this family, regardless of the policy type.
    boolean isAbout(Family family) {
        return diagnosis.family(null) == family;
    }
}
