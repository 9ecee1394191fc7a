package tlsrpt.intake;

import java.io.IOException;

/// One part of a document cannot be read; the others may be.
///
/// A stream must say so in the middle of a `read` that a library calls, hence an exception; it never leaves
/// [Intake].
final class Unreadable extends IOException {

    private final String reason;

    Unreadable(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
