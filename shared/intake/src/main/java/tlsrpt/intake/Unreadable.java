package tlsrpt.intake;

import java.io.IOException;
import tlsrpt.report.Reading.Refused.Why;

/// One part of a document cannot be read; the others may be.
///
/// A stream must say so in the middle of a `read` that a library calls, hence an exception; it never leaves
/// [Intake].
final class Unreadable extends IOException {

    private final Why why;
    private final String reason;

    Unreadable(String reason) {
        this(Why.NOT_A_REPORT, reason);
    }

    Unreadable(Why why, String reason) {
        super(reason);
        this.why = why;
        this.reason = reason;
    }

    Why why() {
        return why;
    }

    String reason() {
        return reason;
    }
}
