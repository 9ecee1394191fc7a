package tlsrpt.report;

import java.util.EnumSet;
import java.util.Set;
import tlsrpt.report.Diagnosis.Known;

/// The checks that decide whether a reported cause is still present.
///
/// @param checks the cause is still there while one of them fails
/// @param refute whether it is gone once all of them pass; some causes come and go, or only some senders see them
public record DecidingChecks(Set<Check> checks, boolean refute) {

    public DecidingChecks {
        checks = Set.copyOf(checks);
    }

    /// Returns the checks for a diagnosis.
    ///
    /// @param underDane whether the failed sessions were under DANE, where TLSA records decide on certificates
    public static DecidingChecks of(Known diagnosis, boolean underDane) {
        return switch (diagnosis) {
            case CERTIFICATE_HOST_MISMATCH,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_YET_VALID,
                    CERTIFICATE_NOT_TRUSTED,
                    CERTIFICATE_SELF_SIGNED,
                    CERTIFICATE_CHAIN_INCOMPLETE,
                    CERTIFICATE_WEAK -> new DecidingChecks(underDane ? dane() : certificate(), true);
            case CERTIFICATE_REVOKED -> new DecidingChecks(certificate(), false);
            case STARTTLS_NOT_SUPPORTED, NOT_TLS ->
                new DecidingChecks(EnumSet.of(Check.MX_REACH, Check.MX_STARTTLS), true);
            case TLS_MISMATCH, TLS_ALERT -> new DecidingChecks(handshake(), true);
            case HANDSHAKE_TIMED_OUT, HANDSHAKE_CLOSED -> new DecidingChecks(handshake(), false);
            case VALIDATION_FAILURE -> {
                var checks = certificate();
                checks.addAll(handshake());
                checks.add(Check.MX_COVERED);
                yield new DecidingChecks(checks, false);
            }
            case MX_NOT_IN_POLICY ->
                new DecidingChecks(
                        EnumSet.of(Check.MX_COVERED, Check.STS_RECORD, Check.STS_POLICY, Check.STS_ID), true);
            case STS_POLICY_REFUSED, STS_POLICY_TIMED_OUT, STS_POLICY_UNREACHABLE ->
                new DecidingChecks(policy(), false);
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
                    STS_WEBPKI_NOT_TRUSTED -> new DecidingChecks(policy(), true);
            case TLSA_INVALID, TLSA_MISMATCH, DANE_REQUIRED -> new DecidingChecks(dane(), true);
            case DNSSEC_INVALID ->
                new DecidingChecks(EnumSet.of(Check.DNSSEC, Check.TLSA_DENIAL, Check.DNS_AGREE), true);
        };
    }

    private static EnumSet<Check> certificate() {
        return EnumSet.of(Check.MX_REACH, Check.MX_CHAIN, Check.MX_NAME, Check.MX_STRENGTH);
    }

    private static EnumSet<Check> handshake() {
        return EnumSet.of(Check.MX_REACH, Check.MX_TLS);
    }

    private static EnumSet<Check> policy() {
        return EnumSet.of(
                Check.STS_RECORD,
                Check.STS_HOST_DNS,
                Check.STS_HOST_REACH,
                Check.STS_HOST_CERT,
                Check.STS_FETCH,
                Check.STS_POLICY,
                Check.STS_MAX_AGE);
    }

    private static EnumSet<Check> dane() {
        return EnumSet.of(Check.MX_REACH, Check.TLSA_MATCH, Check.TLSA_RECORDS, Check.DNSSEC);
    }
}
