package tlsrpt.host;

import tlsrpt.health.Alert;
import tlsrpt.ingest.IngestEvent;

/// What happens in the collector on one machine.
sealed interface HostEvent {

    /// What ingest did, after it was committed.
    record Ingested(IngestEvent event) implements HostEvent {}

    /// An alert is sent.
    record Alerted(Alert alert) implements HostEvent {}

    /// Raw bytes that do not count were deleted, to keep within their quota or age.
    record Dropped(String key, String why) implements HostEvent {}

    /// Something failed.
    record Trouble(String detail) implements HostEvent {}
}
