package tlsrpt.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contents of one document, or of one message of an mbox.
///
/// @param place empty, or the message of an mbox, such as `message 3`
/// @param claims whether it says that it is a TLS report: by its type, its headers, its subject, or its JSON keys
/// @param arrival when it was received, by the topmost `Received` header; `null` where nothing says so
/// @param sent when it was sent, by the sender's own `Date`; `null` where nothing says so
public record OpenedDocument(
        String place,
        boolean claims,
        List<Delivered> delivered,
        List<Fault> faults,
        @Nullable Instant arrival,
        @Nullable Instant sent) {

    public OpenedDocument {
        delivered = List.copyOf(delivered);
        faults = List.copyOf(faults);
    }
}
