package tlsrpt.intake;

import java.time.Instant;

/// The source of trust for a message's DKIM result: SES, the operator's mail server, or a check of its own.
public sealed interface Authority {

    /// Nobody's: nothing in a document proves who wrote it.
    enum None implements Authority {
        NONE
    }

    /// Amazon SES, which wrote the object under this key. Only for a prefix that only SES can write.
    record Ses(String key) implements Authority {}

    /// Amazon SES according to the operator, who shows a file: for reading and replaying, never for counting.
    enum AssumedSes implements Authority {
        ASSUMED_SES
    }

    /// The collector's own DKIM check of the same bytes, made when they arrived.
    record OwnCheck(Verdict verdict) implements Authority {}

    /// The operator's own mail server, by the exact name that it writes into `Authentication-Results`.
    record MailServer(String authservId, Instant arrival) implements Authority {}
}
