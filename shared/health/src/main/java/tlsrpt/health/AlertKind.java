package tlsrpt.health;

import java.util.Locale;

/// The kind of change that an alert reports about an incident.
public enum AlertKind {
    /// A failure begins.
    FAILING,
    /// It got worse: senders that delivered now refuse, no session succeeds any more, or the share passed a threshold.
    WORSE,
    /// It recovered.
    RECOVERED,
    /// It is still open.
    REMINDER,
    /// Reporters that found a policy find none any more.
    PROTECTION_LOST,
    /// The MTA-STS policy changed.
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

    /// Whether this kind opens an incident.
    public boolean opens() {
        return switch (this) {
            case FAILING, PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING -> true;
            case WORSE, RECOVERED, REMINDER -> false;
        };
    }
}
