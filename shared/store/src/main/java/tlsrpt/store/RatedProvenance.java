package tlsrpt.store;

/// The origin of a report, with the standing of its reporter.
///
/// @param blocked whether the operator keeps the reporter's reports out
public record RatedProvenance(Provenance from, boolean blocked) {}
