package tlsrpt.host.notify;

import java.time.Duration;

/// An alert that was not accepted. The message says what happened and what to do, and holds no secret.
public final class DeliveryException extends Exception {

    private final Duration notBefore;

    public DeliveryException(String message) {
        this(message, Duration.ZERO);
    }

    /// @param notBefore how long the other side asked to wait
    DeliveryException(String message, Duration notBefore) {
        super(message);
        this.notBefore = notBefore;
    }

    Duration notBefore() {
        return notBefore;
    }
}
