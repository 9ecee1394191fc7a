package tlsrpt.report;

import java.util.Optional;

/// What an MTA-STS policy asks of senders that cannot validate a mail server. Spec: RFC 8461 §5
public enum Mode {
    /// Do not deliver there.
    ENFORCE("enforce"),
    /// Deliver, and report it.
    TESTING("testing"),
    /// There is no policy any more.
    NONE("none");

    private final String token;

    Mode(String token) {
        this.token = token;
    }

    /// As it stands in the policy file.
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
