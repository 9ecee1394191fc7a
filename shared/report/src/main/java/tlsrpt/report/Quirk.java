package tlsrpt.report;

/// Where a sender departs from RFC 8460, and how we read it.
///
/// @param path the place in the JSON, such as `policies[0].policy.mx-host`
/// @param note what was different and how it was read, in a few words
public record Quirk(String path, String note) {}
