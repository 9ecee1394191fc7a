package tlsrpt.report;

/// How grave a failure is by its nature, before anyone counts how often and to whom it happens.
public enum Severity {
    LOW("low"),
    MEDIUM("medium"),
    HIGH("high"),
    CRITICAL("critical");

    private final String token;

    Severity(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    /// Where the mode of the policy decides and is not known, the graver one.
    static Severity of(Situation situation) {
        return switch (situation.diagnosis()) {
            case Diagnosis.Unknown _ -> MEDIUM;
            case Diagnosis.Known known ->
                switch (known) {
                    case TLSA_INVALID, TLSA_MISMATCH, DNSSEC_INVALID -> CRITICAL;
                    case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID -> situation.delivered() ? MEDIUM : CRITICAL;
                    case MX_NOT_IN_POLICY -> situation.delivered() ? MEDIUM : HIGH;
                    case STARTTLS_NOT_SUPPORTED,
                            CERTIFICATE_HOST_MISMATCH,
                            CERTIFICATE_NOT_TRUSTED,
                            CERTIFICATE_SELF_SIGNED,
                            CERTIFICATE_CHAIN_INCOMPLETE,
                            CERTIFICATE_REVOKED,
                            CERTIFICATE_WEAK,
                            STS_POLICY_INVALID,
                            STS_WEBPKI_INVALID,
                            STS_WEBPKI_EXPIRED,
                            STS_WEBPKI_HOST_MISMATCH,
                            STS_WEBPKI_NOT_TRUSTED -> HIGH;
                    // Two parties agreed on it, or one of them only thought so: a lapsed TLSA record tells.
                    case DANE_REQUIRED -> situation.refused() ? HIGH : LOW;
                    case VALIDATION_FAILURE,
                            TLS_MISMATCH,
                            TLS_ALERT,
                            NOT_TLS,
                            STS_POLICY_FETCH_ERROR,
                            STS_POLICY_NOT_FOUND,
                            STS_POLICY_REFUSED,
                            STS_POLICY_REDIRECTED,
                            STS_POLICY_SERVER_ERROR,
                            STS_POLICY_TIMED_OUT,
                            STS_POLICY_DNS,
                            STS_POLICY_UNREACHABLE,
                            STS_POLICY_TLS,
                            STS_RECORD_INVALID -> MEDIUM;
                    case HANDSHAKE_TIMED_OUT, HANDSHAKE_CLOSED -> LOW;
                };
        };
    }
}
