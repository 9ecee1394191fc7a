package tlsrpt.posture;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.DecidingChecks;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Diagnosis.Known;
import tlsrpt.report.PolicyType;
import tlsrpt.sts.StsPolicy;

/// Whether a cause that reports name can still be seen.
///
/// It is one more vantage, not the judge of the reports: an incident closes when reports are clean.
///
/// @param text why, in one or two sentences
/// @param findings that decided, the worst first
/// @param until when senders may still act on what they remember; `null` where that is not known
public record CauseCheck(
        Diagnosis diagnosis,
        Verdict verdict,
        String text,
        List<Finding> findings,
        @Nullable Instant until) {

    private static final String SILENCE = "silence";
    private static final String PROTECTION_LOST = "protection-lost";
    private static final Set<Check> REPORTING = EnumSet.of(Check.TLSRPT_RECORD, Check.TLSRPT_TARGET);

    public enum Verdict {
        /// Every address that a sender may use was looked at, and none shows it.
        GONE,
        STILL_THERE,
        CANNOT_TELL;

        public String token() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public CauseCheck {
        findings = List.copyOf(findings);
    }

    /// Decides one diagnosis by what was seen.
    ///
    /// @param type of the policy in the reports, `null` where it is not known
    /// @param mx the MX host in the reports, `null` for any
    /// @param lastFailure the end of the last failing report, `null` where it is not known
    public static CauseCheck of(
            Posture posture,
            Diagnosis diagnosis,
            @Nullable PolicyType type,
            @Nullable String mx,
            @Nullable Instant lastFailure) {
        var decision = new Decision(posture, diagnosis, type, mx, lastFailure);
        return diagnosis instanceof Known known
                ? decision.decide(known)
                : switch (diagnosis.token()) {
                    case SILENCE ->
                        decision.weigh(
                                REPORTING,
                                "Senders find a usable TLSRPT record. The next reports arrive the day after.");
                    case PROTECTION_LOST ->
                        decision.weigh(
                                DecidingChecks.of(Known.STS_POLICY_INVALID, false)
                                        .checks(),
                                "Senders find a usable policy. The next reports arrive the day after.");
                    default ->
                        new CauseCheck(
                                diagnosis,
                                Verdict.CANNOT_TELL,
                                "No check covers this result type. The reporter may know more.",
                                List.of(),
                                null);
                };
    }

    /// Whether a token names an alert that has no diagnosis: missing reports, or lost protection.
    public static boolean isAlert(String token) {
        return token.equals(SILENCE) || token.equals(PROTECTION_LOST);
    }

    private record Decision(
            Posture posture,
            Diagnosis diagnosis,
            @Nullable PolicyType type,
            @Nullable String mx,
            @Nullable Instant lastFailure) {

        CauseCheck decide(Known known) {
            return switch (known) {
                case CERTIFICATE_HOST_MISMATCH,
                        CERTIFICATE_EXPIRED,
                        CERTIFICATE_NOT_YET_VALID,
                        CERTIFICATE_NOT_TRUSTED,
                        CERTIFICATE_SELF_SIGNED,
                        CERTIFICATE_CHAIN_INCOMPLETE,
                        CERTIFICATE_WEAK -> underDane() ? dane() : certificate();
                case CERTIFICATE_REVOKED -> revoked();
                case STARTTLS_NOT_SUPPORTED, NOT_TLS ->
                    weigh("STARTTLS works at every address. If one network keeps reporting this, STARTTLS is"
                            + " stripped on the path from there.");
                case TLS_MISMATCH, TLS_ALERT -> weigh("A current client completes the handshake at every address.");
                case HANDSHAKE_TIMED_OUT, HANDSHAKE_CLOSED -> handshake();
                case VALIDATION_FAILURE -> validation();
                case MX_NOT_IN_POLICY -> coverage();
                case STS_POLICY_REFUSED, STS_POLICY_TIMED_OUT, STS_POLICY_UNREACHABLE -> filtered();
                case STS_POLICY_FETCH_ERROR,
                        STS_POLICY_NOT_FOUND,
                        STS_POLICY_REDIRECTED,
                        STS_POLICY_SERVER_ERROR,
                        STS_POLICY_DNS,
                        STS_POLICY_TLS,
                        STS_RECORD_INVALID,
                        STS_POLICY_INVALID,
                        STS_WEBPKI_INVALID,
                        STS_WEBPKI_EXPIRED,
                        STS_WEBPKI_HOST_MISMATCH,
                        STS_WEBPKI_NOT_TRUSTED ->
                    weigh("The record and the policy are valid at every address of the policy host.");
                case TLSA_INVALID, TLSA_MISMATCH -> dane();
                case DNSSEC_INVALID -> dnssec();
                case DANE_REQUIRED -> daneRequired();
            };
        }

        private boolean underDane() {
            if (type != null) {
                return type == PolicyType.Registered.TLSA;
            }
            return posture.of(Check.TLSA_MATCH).findAny().isPresent()
                    && posture.of(Check.MX_CHAIN).noneMatch(finding -> finding.state() == State.FAIL);
        }

        private CauseCheck certificate() {
            var seen = weigh("The certificate at every address is valid for its host.");
            if (seen.verdict() != Verdict.GONE || lastFailure == null) {
                return seen;
            }
            return servedSince(lastFailure)
                    ? verdict(
                            Verdict.GONE,
                            "The certificate at every address is valid for its host, and newer than the last failing report.",
                            seen.findings())
                    : verdict(
                            Verdict.CANNOT_TELL,
                            "The certificate is valid, but older than the last failing report. One of several nodes may"
                                    + " serve another certificate, or the sender does not trust its CA.",
                            seen.findings());
        }

        private CauseCheck revoked() {
            var seen = weigh("");
            if (seen.verdict() == Verdict.STILL_THERE) {
                return seen;
            }
            return seen.verdict() == Verdict.GONE && lastFailure != null && servedSince(lastFailure)
                    ? verdict(
                            Verdict.GONE,
                            "Every address serves a certificate that is newer than the last failing report.",
                            seen.findings())
                    : verdict(
                            Verdict.CANNOT_TELL,
                            "Revocation is not checked. Compare the serial number with the revoked certificate.",
                            seen.findings());
        }

        /// Whether every certificate in service was issued after an instant.
        private boolean servedSince(Instant instant) {
            var leaves = posture.facts().mailHosts().stream()
                    .filter(host -> mx == null || host.name().equals(mx))
                    .flatMap(host -> host.withChain().stream())
                    .map(look -> Objects.requireNonNull(look.tls()).chain().getFirst())
                    .toList();
            return !leaves.isEmpty()
                    && leaves.stream()
                            .allMatch(leaf -> leaf.getNotBefore().toInstant().isAfter(instant));
        }

        private CauseCheck handshake() {
            var seen = weigh("");
            return seen.verdict() == Verdict.GONE
                    ? verdict(
                            Verdict.CANNOT_TELL,
                            "Not seen now, but this fault comes and goes. Check again at other times, or wait for clean reports.",
                            seen.findings())
                    : seen;
        }

        private CauseCheck validation() {
            var seen = weigh("");
            return seen.verdict() == Verdict.GONE
                    ? verdict(
                            Verdict.CANNOT_TELL,
                            "Handshake, certificate and policy are valid from here, but the result type does not state"
                                    + " what failed.",
                            seen.findings())
                    : seen;
        }

        private CauseCheck coverage() {
            var seen = weigh("The policy lists every MX host.");
            var policy = ParsedFacts.of(posture.facts(), CheckContext.of(Set.of(), List.of()))
                    .policy();
            if (seen.verdict() != Verdict.GONE || policy == null || policy.maxAge() < 0) {
                return seen;
            }
            var until = posture.at().plusSeconds(Math.min(policy.maxAge(), StsPolicy.LONGEST_MAX_AGE));
            return new CauseCheck(
                    diagnosis,
                    Verdict.GONE,
                    seen.text()
                            + " Senders that do not look for a new id may use an earlier policy until its max_age expires:"
                            + " about " + until.toString().substring(0, 16) + "Z, if its max_age was the same.",
                    seen.findings(),
                    until);
        }

        private CauseCheck filtered() {
            var timedOut = posture.of(Check.STS_HOST_REACH)
                    .filter(finding -> finding.diagnosis() == Known.STS_POLICY_TIMED_OUT)
                    .toList();
            if (diagnosis == Known.STS_POLICY_TIMED_OUT && !timedOut.isEmpty()) {
                return verdict(Verdict.STILL_THERE, "The policy host times out from here too.", timedOut);
            }
            var seen = weigh("");
            return seen.verdict() == Verdict.GONE
                    ? verdict(
                            Verdict.CANNOT_TELL,
                            "The policy can be fetched from here. A filter by network or country may still block some"
                                    + " senders.",
                            seen.findings())
                    : seen;
        }

        private CauseCheck dnssec() {
            var bogus = posture.findings().stream()
                    .filter(finding -> finding.diagnosis() == Known.DNSSEC_INVALID)
                    .toList();
            return bogus.isEmpty()
                    ? weigh("DNSSEC validates. Resolvers may cache the failure for some minutes.")
                    : verdict(Verdict.STILL_THERE, words(bogus), bogus);
        }

        private CauseCheck dane() {
            var seen = weigh("A TLSA record matches the certificate at every address.");
            var lifetime = posture.facts().mailHosts().stream()
                    .filter(host -> mx == null || host.name().equals(mx))
                    .map(host -> host.tlsa().lifetime())
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder());
            if (seen.verdict() != Verdict.GONE || lifetime.isEmpty()) {
                return seen;
            }
            var until = posture.at().plus(lifetime.get());
            return new CauseCheck(
                    diagnosis,
                    Verdict.GONE,
                    seen.text() + " Resolvers may use earlier records until "
                            + until.toString().substring(0, 16) + "Z, if their TTL was the same.",
                    seen.findings(),
                    until);
        }

        private CauseCheck daneRequired() {
            var seen = dane();
            return seen.verdict() == Verdict.STILL_THERE
                    ? verdict(
                            Verdict.CANNOT_TELL,
                            "That sender requires DANE, and DANE does not work for this domain. Set up DANE, or ask the sender.",
                            seen.findings())
                    : seen;
        }

        private CauseCheck weigh(String gone) {
            return diagnosis instanceof Known known
                    ? weigh(DecidingChecks.of(known, underDane()).checks(), gone)
                    : verdict(Verdict.CANNOT_TELL, "There was nothing to check.", List.of());
        }

        private CauseCheck weigh(Set<Check> checks, String gone) {
            if (mx != null && posture.facts().mx().isFound() && !isMailHost(mx)) {
                return verdict(Verdict.GONE, mx + " is no longer an MX host of the domain.", List.of());
            }
            var about = posture.findings().stream()
                    .filter(finding -> checks.contains(finding.check()) && finding.concerns(mx))
                    .sorted((a, b) -> b.state().compareTo(a.state()))
                    .toList();
            var bad = about.stream().filter(Decision::isBad).toList();
            if (!bad.isEmpty()) {
                return verdict(Verdict.STILL_THERE, words(bad), bad);
            }
            var unclear = about.stream()
                    .filter(finding -> finding.state() == State.UNSEEN
                            || (finding.check() == Check.MX_REACH && finding.state() == State.WARN)
                            || (finding.check() == Check.DNS_AGREE && finding.state() == State.WARN))
                    .toList();
            if (!unclear.isEmpty()) {
                return verdict(Verdict.CANNOT_TELL, "Not everything could be checked: " + words(unclear), unclear);
            }
            var decisive = about.stream()
                    .filter(finding -> finding.check() != Check.MX_REACH)
                    .toList();
            return decisive.isEmpty()
                    ? verdict(Verdict.CANNOT_TELL, "There was nothing to check.", about)
                    : verdict(Verdict.GONE, gone, decisive);
        }

        private boolean isMailHost(String name) {
            return posture.facts().mailHosts().stream()
                    .anyMatch(host -> host.name().equals(name));
        }

        /// Whether a finding shows a fault of this kind, however mildly it is graded.
        private static boolean isBad(Finding finding) {
            return finding.state() == State.FAIL
                    || (finding.diagnosis() != null
                            && (finding.state() == State.WARN || finding.state() == State.NOTE));
        }

        private static String words(List<Finding> findings) {
            return findings.stream()
                    .limit(3)
                    .map(finding -> Stream.of(finding.host(), finding.address())
                                    .filter(Objects::nonNull)
                                    .collect(Collectors.joining(" "))
                            + (finding.host() == null && finding.address() == null ? "" : ": ")
                            + finding.seen())
                    .collect(Collectors.joining("; "));
        }

        private CauseCheck verdict(Verdict verdict, String text, List<Finding> findings) {
            return new CauseCheck(diagnosis, verdict, text, findings, null);
        }
    }
}
