package tlsrpt.health;

import java.util.Locale;

/// How soon somebody should look at an alert; the least first.
public enum Grade {
    /// Good to know.
    NOTICE,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    private final String token = name().toLowerCase(Locale.ROOT);

    public String token() {
        return token;
    }

    Grade orBelow(Grade other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Grade orAbove(Grade other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
