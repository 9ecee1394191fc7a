package tlsrpt.report;

/// Where a sender departs from RFC 8460, and how we read it.
///
/// @param path the place in the JSON, such as `policies[0].policy.mx-host`
/// @param note what was different and what became of it, in a few words of ours
public record Quirk(String path, String note) {}
