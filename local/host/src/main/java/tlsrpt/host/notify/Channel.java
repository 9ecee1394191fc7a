package tlsrpt.host.notify;

import org.jspecify.annotations.Nullable;
import tlsrpt.alerting.Weekly;

/// A destination with a name and a filter.
///
/// @param name unique; the key of its deliveries, and what status and log call it
/// @param type as in the configuration
/// @param filter which alerts it gets
/// @param forPeople whether people get each message in their mailbox, so that many in an hour come as one
/// @param digest when it gets the digest of the week before; `null` for never
/// @param dashboard the URL of the page for the link in a digest, or an empty text
public record Channel(
        String name,
        String type,
        AlertFilter filter,
        boolean forPeople,
        @Nullable Weekly digest,
        String dashboard,
        Destination destination) {

    public Channel(String name, String type, AlertFilter filter, boolean forPeople, Destination destination) {
        this(name, type, filter, forPeople, null, "", destination);
    }
}
