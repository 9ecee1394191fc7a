package tlsrpt.store;

/// Where a report comes from, with the standing of its reporter.
///
/// @param blocked whether the operator keeps the reporter's reports out
public record Placed(Provenance from, boolean blocked) {}
