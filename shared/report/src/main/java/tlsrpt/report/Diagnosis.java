package tlsrpt.report;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The finer classification of a failure: its result type, refined by the reason code or by comparing MX host and
/// policy.
public sealed interface Diagnosis {

    /// One word for keys and JSON, such as `mx-not-in-policy`.
    String token();

    /// Returns the family. Under a `tlsa` policy that is DANE wherever the certificate or its validation failed,
    /// since there the TLSA records decide.
    Family family(@Nullable PolicyType policyType);

    /// Whether the failure persists until someone fixes it.
    boolean lasting();

    /// Whether the failure usually passes by itself: a time-out, a closed connection.
    boolean isTransient();

    /// An unknown result type, unchanged.
    record Unknown(String token) implements Diagnosis {

        @Override
        public Family family(@Nullable PolicyType policyType) {
            return Known.VALIDATION_FAILURE.family(policyType);
        }

        @Override
        public boolean lasting() {
            return false;
        }

        @Override
        public boolean isTransient() {
            return false;
        }
    }

    /// The known diagnoses; [Explanation] has their texts.
    ///
    /// Those of the family [Family#MTA_STS_POLICY] come from the three result types of the policy, and from these
    /// alone: such trouble stops no mail.
    enum Known implements Diagnosis {
        STARTTLS_NOT_SUPPORTED("starttls-not-supported", Family.STARTTLS),

        CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch", Family.CERTIFICATE),
        CERTIFICATE_EXPIRED("certificate-expired", Family.CERTIFICATE),
        CERTIFICATE_NOT_YET_VALID("certificate-not-yet-valid", Family.CERTIFICATE),
        CERTIFICATE_NOT_TRUSTED("certificate-not-trusted", Family.CERTIFICATE),
        CERTIFICATE_SELF_SIGNED("certificate-self-signed", Family.CERTIFICATE),
        CERTIFICATE_CHAIN_INCOMPLETE("certificate-chain-incomplete", Family.CERTIFICATE),
        CERTIFICATE_REVOKED("certificate-revoked", Family.CERTIFICATE),
        CERTIFICATE_WEAK("certificate-weak", Family.CERTIFICATE),

        VALIDATION_FAILURE("validation-failure", Family.NEGOTIATION),
        TLS_MISMATCH("tls-mismatch", Family.NEGOTIATION),
        TLS_ALERT("tls-alert", Family.NEGOTIATION),
        NOT_TLS("not-tls", Family.NEGOTIATION),
        HANDSHAKE_TIMED_OUT("handshake-timed-out", Family.NEGOTIATION),
        HANDSHAKE_CLOSED("handshake-closed", Family.NEGOTIATION),

        MX_NOT_IN_POLICY("mx-not-in-policy", Family.MX_NOT_IN_POLICY),

        STS_POLICY_FETCH_ERROR("sts-policy-fetch-error", Family.MTA_STS_POLICY),
        STS_POLICY_NOT_FOUND("sts-policy-not-found", Family.MTA_STS_POLICY),
        STS_POLICY_REFUSED("sts-policy-refused", Family.MTA_STS_POLICY),
        STS_POLICY_REDIRECTED("sts-policy-redirected", Family.MTA_STS_POLICY),
        STS_POLICY_SERVER_ERROR("sts-policy-server-error", Family.MTA_STS_POLICY),
        STS_POLICY_TIMED_OUT("sts-policy-timed-out", Family.MTA_STS_POLICY),
        STS_POLICY_DNS("sts-policy-dns", Family.MTA_STS_POLICY),
        STS_POLICY_UNREACHABLE("sts-policy-unreachable", Family.MTA_STS_POLICY),
        STS_POLICY_TLS("sts-policy-tls", Family.MTA_STS_POLICY),
        STS_RECORD_INVALID("sts-record-invalid", Family.MTA_STS_POLICY),
        STS_POLICY_INVALID("sts-policy-invalid", Family.MTA_STS_POLICY),
        STS_WEBPKI_INVALID("sts-webpki-invalid", Family.MTA_STS_POLICY),
        STS_WEBPKI_EXPIRED("sts-webpki-expired", Family.MTA_STS_POLICY),
        STS_WEBPKI_HOST_MISMATCH("sts-webpki-host-mismatch", Family.MTA_STS_POLICY),
        STS_WEBPKI_NOT_TRUSTED("sts-webpki-not-trusted", Family.MTA_STS_POLICY),

        TLSA_INVALID("tlsa-invalid", Family.DANE),
        TLSA_MISMATCH("tlsa-mismatch", Family.DANE),
        DNSSEC_INVALID("dnssec-invalid", Family.DANE),
        DANE_REQUIRED("dane-required", Family.DANE);

        private static final Map<String, Known> BY_TOKEN = new HashMap<>();

        static {
            for (var known : values()) {
                BY_TOKEN.put(known.token, known);
            }
        }

        private final String token;
        private final Family family;

        Known(String token, Family family) {
            this.token = token;
            this.family = family;
        }

        /// The plain diagnosis of a result type, before anything more is known.
        public static Known of(ResultType.Registered type) {
            return switch (type) {
                case STARTTLS_NOT_SUPPORTED -> STARTTLS_NOT_SUPPORTED;
                case CERTIFICATE_HOST_MISMATCH -> CERTIFICATE_HOST_MISMATCH;
                case CERTIFICATE_EXPIRED -> CERTIFICATE_EXPIRED;
                case CERTIFICATE_NOT_TRUSTED -> CERTIFICATE_NOT_TRUSTED;
                case VALIDATION_FAILURE -> VALIDATION_FAILURE;
                case TLSA_INVALID -> TLSA_INVALID;
                case DNSSEC_INVALID -> DNSSEC_INVALID;
                case DANE_REQUIRED -> DANE_REQUIRED;
                case STS_POLICY_FETCH_ERROR -> STS_POLICY_FETCH_ERROR;
                case STS_POLICY_INVALID -> STS_POLICY_INVALID;
                case STS_WEBPKI_INVALID -> STS_WEBPKI_INVALID;
            };
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Family family(@Nullable PolicyType policyType) {
            boolean validation = family == Family.CERTIFICATE || this == VALIDATION_FAILURE;
            return validation && policyType == PolicyType.Registered.TLSA ? Family.DANE : family;
        }

        @Override
        public boolean lasting() {
            return family == Family.CERTIFICATE
                    || family == Family.MX_NOT_IN_POLICY
                    || this == TLSA_INVALID
                    || this == TLSA_MISMATCH;
        }

        @Override
        public boolean isTransient() {
            return this == HANDSHAKE_TIMED_OUT || this == HANDSHAKE_CLOSED;
        }
    }

    /// Returns the diagnosis of this token, or [Unknown].
    static Diagnosis of(String token) {
        var known = Known.BY_TOKEN.get(token);
        return known != null ? known : new Unknown(token);
    }

    /// What went wrong in these sessions.
    static Diagnosis of(Policy policy, FailureDetail detail) {
        return switch (detail.resultType()) {
            case null -> new Unknown("unknown");
            case ResultType.Unregistered foreign -> new Unknown(foreign.token());
            case ResultType.Registered type -> {
                var known = Reasons.refine(type, policy.type(), detail.failureReasonCode());
                // RFC 8460 has no result type for an MX that the policy lacks: senders use these two.
                boolean open = known == Known.VALIDATION_FAILURE || known == Known.CERTIFICATE_HOST_MISMATCH;
                yield open && MxPattern.leaveOut(policy, detail.receivingMxHostname()) ? Known.MX_NOT_IN_POLICY : known;
            }
        };
    }
}
