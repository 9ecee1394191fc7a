package tlsrpt.store;

import java.time.Instant;

/// Says that somebody works on an open alert. It changes nothing of what is sent.
///
/// @param alert the identifier of the incident
public record Acknowledgment(String alert, String note, String who, Instant at) {}
