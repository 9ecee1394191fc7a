package tlsrpt.report;

import java.util.Optional;

/// The mode of an MTA-STS policy: what a sender does if it cannot validate the mail server. Spec: RFC 8461 §5
public enum Mode {
    /// Do not deliver to that MX host.
    ENFORCE("enforce"),
    /// Deliver, and report it.
    TESTING("testing"),
    /// The policy is being withdrawn.
    NONE("none");

    private final String token;

    Mode(String token) {
        this.token = token;
    }

    /// Returns the mode as written in the policy file.
    public String token() {
        return token;
    }

    static Optional<Mode> of(String token) {
        for (var mode : values()) {
            if (mode.token.equalsIgnoreCase(token)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
