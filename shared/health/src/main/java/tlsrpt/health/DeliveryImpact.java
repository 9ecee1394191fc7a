package tlsrpt.health;

import java.util.Locale;

/// The impact on delivery, as far as sessions show it, most severe last. Reports do not show lost mail.
public enum DeliveryImpact {
    /// Delivered without verifying the server.
    UNPROTECTED,
    /// The mode of the policy is not known.
    UNKNOWN,
    /// Senders skip this MX host and try the others.
    REFUSED_IN_PART,
    /// This reporter had no session that day in which it could deliver.
    BLOCKED;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String token() {
        return token;
    }

    boolean refused() {
        return this == REFUSED_IN_PART || this == BLOCKED;
    }

    DeliveryImpact orAbove(DeliveryImpact other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
