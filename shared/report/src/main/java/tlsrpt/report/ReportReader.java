package tlsrpt.report;

import java.time.Clock;
import java.util.List;

/// Reads TLS reports out of JSON.
public final class ReportReader {

    private final Clock clock;

    /// @param clock tells which ranges lie in the future
    public ReportReader(Clock clock) {
        this.clock = clock;
    }

    /// The reports of a document, in its order: normally one, several where it is an array. Never empty, never throws.
    public List<Reading> read(byte[] document) {
        return List.of(new Reading.Refused("", "not yet at " + clock.instant()));
    }
}
