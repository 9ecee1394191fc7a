package tlsrpt.store;

import java.util.Locale;

/// Why an object or report is held.
public enum HeldReason {
    NOT_A_REPORT,
    NOT_OUR_DOMAIN,
    /// Mail whose sender nothing proves.
    UNSIGNED,
    TOO_OLD,
    IN_THE_FUTURE,
    /// Numbers or a range of days that no honest report has.
    IMPLAUSIBLE,
    /// More anonymous reports of a domain and day than are counted.
    FLOOD,
    /// The same identity and trust as a report that is known, but other content: the first wins.
    CONFLICT,
    /// Of a reporter that the operator blocked.
    BLOCKED,
    /// Whether it counts cannot be known, because an item of the table cannot be read.
    DAMAGED,
    /// Made to do harm, or nonsense that would.
    HOSTILE;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// One word for JSON, metrics and the terminal.
    public String token() {
        return token;
    }
}
