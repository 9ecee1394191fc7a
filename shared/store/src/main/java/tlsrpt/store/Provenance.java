package tlsrpt.store;

import java.time.Instant;
import tlsrpt.report.Door;
import tlsrpt.report.Trust;

/// Where a report came from, and how far that is verified.
///
/// @param submitter the reporter's name, for display and counting
/// @param objectKey the key of the raw object that the report was read from
/// @param arrival when that object first arrived
public record Provenance(Trust trust, Door door, String submitter, String objectKey, Instant arrival) {}
