package tlsrpt.host.notify;

import tlsrpt.health.Alert;

/// One place that alerts are sent to.
public interface Destination {

    /// Sends an alert, and returns when the other side has accepted it.
    ///
    /// @throws DeliveryException if it was not accepted, or that is unknown
    void send(Alert alert) throws DeliveryException, InterruptedException;

    /// Sends the digest of a week, as above. Only email does.
    default void send(Message.OfWeek digest) throws DeliveryException {
        throw new DeliveryException("only email takes a digest. Remove 'digest' from this channel.");
    }
}
