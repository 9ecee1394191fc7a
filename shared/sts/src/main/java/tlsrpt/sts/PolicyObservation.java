package tlsrpt.sts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of one check from outside of a domain's policy.
///
/// @param mx `null` where DNS did not answer
public record PolicyObservation(
        Instant at,
        FileSeen file,
        RecordSeen record,
        @Nullable MxSeen mx) {

    /// What `https://mta-sts.<domain>/.well-known/mta-sts.txt` gives, at all of its addresses.
    public sealed interface FileSeen {

        /// Senders can use it.
        ///
        /// @param warnings what may soon go wrong, such as a certificate that ends
        record Served(String text, List<String> warnings) implements FileSeen {

            public Served {
                warnings = List.copyOf(warnings);
            }
        }

        /// Senders cannot use it.
        record Faulty(String why) implements FileSeen {}

        /// Nobody can say.
        record Unseen(String why) implements FileSeen {}
    }

    /// The record at `_mta-sts.<domain>`.
    public sealed interface RecordSeen {

        /// A record that senders can use.
        record Id(String id, Duration ttl) implements RecordSeen {}

        record Absent() implements RecordSeen {}

        record Faulty(String why) implements RecordSeen {}

        record Unseen(String why) implements RecordSeen {}
    }

    /// The MX hosts, lower-case.
    public record MxSeen(List<String> hosts, Duration ttl) {

        public MxSeen {
            hosts = List.copyOf(hosts);
        }
    }
}
