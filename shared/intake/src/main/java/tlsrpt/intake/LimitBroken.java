package tlsrpt.intake;

import java.io.IOException;

/// A message exceeds a limit; nothing more of it is read.
final class LimitBroken extends IOException {

    private final String reason;

    LimitBroken(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
