package tlsrpt.posture;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Mode;
import tlsrpt.report.Severity;

/// The severity of findings. It is never critical, because only reports show whether mail is refused.
record Grades(Observed observed, List<Finding> findings) {

    private static final Set<Check> DECIDE_DELIVERY =
            EnumSet.of(Check.MX_COVERED, Check.MX_STARTTLS, Check.MX_CHAIN, Check.MX_NAME);
    private static final Set<Check> DANE = EnumSet.of(Check.TLSA_MATCH, Check.DNSSEC, Check.TLSA_DENIAL);
    private static final Set<Check> LOW = EnumSet.of(Check.STS_ID, Check.TLSA_ROLLOVER, Check.CAA, Check.DNS_AGREE);
    private static final Set<Check> EXPIRY = EnumSet.of(Check.MX_EXPIRY, Check.STS_HOST_EXPIRY);

    List<Finding> graded() {
        return findings.stream().map(finding -> finding.graded(grade(finding))).toList();
    }

    private @Nullable Severity grade(Finding finding) {
        var check = finding.check();
        boolean fails = finding.state() == State.FAIL;
        boolean warns = finding.state() == State.WARN;
        if (!fails && !warns) {
            return null;
        }
        if (LOW.contains(check) || (warns && EXPIRY.contains(check))) {
            return Severity.LOW;
        }
        if (check == Check.MX_EXPIRY) {
            return observed.mode() == Mode.ENFORCE || isTrustAnchorHost(finding.host())
                    ? Severity.HIGH
                    : Severity.MEDIUM;
        }
        if (fails && DANE.contains(check)) {
            return Severity.HIGH;
        }
        if (DECIDE_DELIVERY.contains(check)) {
            return fails && observed.mode() == Mode.ENFORCE && isTrueOfEveryHost(check)
                    ? Severity.HIGH
                    : fails || check == Check.MX_COVERED ? Severity.MEDIUM : null;
        }
        if (fails) {
            return Severity.MEDIUM;
        }
        return check == Check.TLSRPT_TARGET ? Severity.MEDIUM : null;
    }

    /// Whether no MX host passes the check.
    private boolean isTrueOfEveryHost(Check check) {
        var failing = findings.stream()
                .filter(finding -> finding.check() == check && finding.state() == State.FAIL)
                .map(Finding::host)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return observed.facts().mailHosts().stream().allMatch(host -> failing.contains(host.name()));
    }

    private boolean isTrustAnchorHost(@Nullable String name) {
        return observed.facts().mailHosts().stream()
                .anyMatch(host -> host.name().equals(name) && Observed.hasTrustAnchorRecords(host));
    }
}
