package tlsrpt.alerting;

import tlsrpt.health.Alert;

/// A destination of alerts.
public interface Channel {

    /// Those who subscribe to alerts. Where it throws, it is tried again, with the same words.
    void publish(Alert alert);

    /// Those who read along in a chat room.
    void chat(Alert alert);
}
