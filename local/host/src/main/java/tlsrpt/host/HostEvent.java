package tlsrpt.host;

import tlsrpt.health.Alert;
import tlsrpt.host.notify.Message;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.posture.Posture;

/// What happens in the collector on one machine.
sealed interface HostEvent {

    /// What ingest did, after it was committed.
    record Ingested(IngestEvent event) implements HostEvent {}

    /// An alert is sent.
    record Alerted(Alert alert) implements HostEvent {}

    /// A channel has accepted an alert or a digest.
    record Delivered(String channel, Message message) implements HostEvent {}

    /// A channel does not accept alerts, which are sent again later.
    record ChannelFailed(String channel, String problem) implements HostEvent {}

    /// Raw objects were deleted.
    record Deleted(int objects, String why) implements HostEvent {}

    /// A domain was checked; the number of checks that changed since the previous time.
    record Checked(String domain, Posture posture, int changes) implements HostEvent {}

    /// Something failed.
    record Trouble(String detail) implements HostEvent {}
}
