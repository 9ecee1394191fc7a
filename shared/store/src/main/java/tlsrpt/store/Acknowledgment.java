package tlsrpt.store;

import java.time.Instant;

/// A note that someone works on an open alert. It does not change which alerts are sent.
///
/// @param alert the identifier of the incident
public record Acknowledgment(String alert, String note, String who, Instant at) {}
