package tlsrpt.report;

import java.util.HashMap;
import java.util.Map;

/// Why a TLS session failed, as the reporter names it. The registry is open: an unknown type is kept unchanged.
///
/// Spec: RFC 8460 §4.3, §6.6 (IANA "STARTTLS Validation Result Types")
public sealed interface ResultType {

    /// Returns the type as written in the report.
    String token();

    enum Registered implements ResultType {
        STARTTLS_NOT_SUPPORTED("starttls-not-supported"),
        CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch"),
        CERTIFICATE_EXPIRED("certificate-expired"),
        CERTIFICATE_NOT_TRUSTED("certificate-not-trusted"),
        VALIDATION_FAILURE("validation-failure"),
        TLSA_INVALID("tlsa-invalid"),
        DNSSEC_INVALID("dnssec-invalid"),
        DANE_REQUIRED("dane-required"),
        STS_POLICY_FETCH_ERROR("sts-policy-fetch-error"),
        STS_POLICY_INVALID("sts-policy-invalid"),
        STS_WEBPKI_INVALID("sts-webpki-invalid");

        private static final Map<String, Registered> BY_TOKEN = new HashMap<>();

        static {
            for (var type : values()) {
                BY_TOKEN.put(type.token, type);
            }
        }

        private final String token;

        Registered(String token) {
            this.token = token;
        }

        @Override
        public String token() {
            return token;
        }
    }

    record Unregistered(String token) implements ResultType {}

    static ResultType of(String token) {
        var known = Registered.BY_TOKEN.get(token);
        return known != null ? known : new Unregistered(token);
    }
}
