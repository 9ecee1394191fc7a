package tlsrpt.store;

import java.util.Optional;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyType;

/// Policy type and mode in one: what decides about a session whose TLS failed.
public enum PolicyKind {
    TLSA("tlsa"),
    STS_ENFORCE("sts/enforce"),
    STS_TESTING("sts/testing"),
    STS_NONE("sts/none"),
    /// MTA-STS where the report does not say the mode, mostly because the policy could not be fetched.
    STS_UNKNOWN("sts/unknown"),
    NO_POLICY_FOUND("no-policy-found"),
    /// A type that we do not know, or none stated; the report itself keeps it unchanged.
    OTHER("other");

    private final String token;

    PolicyKind(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    static PolicyKind of(Policy policy) {
        if (!(policy.type() instanceof PolicyType.Registered type)) {
            return OTHER;
        }
        return switch (type) {
            case TLSA -> TLSA;
            case NO_POLICY_FOUND -> NO_POLICY_FOUND;
            case STS ->
                switch (policy.mode().orElse(null)) {
                    case ENFORCE -> STS_ENFORCE;
                    case TESTING -> STS_TESTING;
                    case NONE -> STS_NONE;
                    case null -> STS_UNKNOWN;
                };
        };
    }

    static Optional<PolicyKind> named(String token) {
        for (var kind : values()) {
            if (kind.token.equals(token)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
