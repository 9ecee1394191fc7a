package tlsrpt.report;

/// A deviation from RFC 8460 in a report, and how it was read.
///
/// @param path the place in the JSON, such as `policies[0].policy.mx-host`
/// @param note the deviation and how it was read
public record Quirk(String path, String note) {}
