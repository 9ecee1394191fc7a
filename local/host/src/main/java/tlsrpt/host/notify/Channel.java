package tlsrpt.host.notify;

/// A destination with a name and a filter.
///
/// @param name unique; the key of its deliveries, and what status and log call it
/// @param type as in the configuration
/// @param filter which alerts it gets
/// @param forPeople whether people get each message in their mailbox, so that many in an hour come as one
public record Channel(String name, String type, AlertFilter filter, boolean forPeople, Destination destination) {}
