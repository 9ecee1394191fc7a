package tlsrpt.health;

import java.util.Locale;

/// What an alert says of its trouble.
public enum Kind {
    /// It begins.
    FAILING,
    /// It took a step: mail that was delivered is refused, the last that got through does not, a share was passed.
    WORSE,
    /// It is over.
    RECOVERED,
    /// It lasts.
    REMINDER,
    /// Reporters that found a policy find none any more.
    PROTECTION_LOST,
    /// The MTA-STS policy has another form.
    POLICY,
    /// Something that claims to be a report cannot be counted.
    UNREAD,
    /// Reports stopped coming.
    SILENCE,
    /// A check of DNS, policy and mail servers found a fault.
    CHECK_FAILED,
    /// A check found a certificate that will expire.
    EXPIRING;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String token() {
        return token;
    }

    /// Whether a trouble opens with it.
    public boolean opens() {
        return switch (this) {
            case FAILING, PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING -> true;
            case WORSE, RECOVERED, REMINDER -> false;
        };
    }
}
