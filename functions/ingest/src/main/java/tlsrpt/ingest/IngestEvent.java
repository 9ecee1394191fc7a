package tlsrpt.ingest;

import java.util.List;
import tlsrpt.report.Headline;
import tlsrpt.report.Quirk;
import tlsrpt.report.Trust;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Provenance;
import tlsrpt.store.ReportRef;

/// What ingest did with a report, an object or a message.
public sealed interface IngestEvent {

    /// What one report says of one domain.
    record Counted(ReportRef ref, Provenance provenance, Headline headline, List<Quirk> quirks) {

        public Counted {
            quirks = List.copyOf(quirks);
        }
    }

    /// The report counts from now on.
    record Recorded(Counted report) implements IngestEvent {}

    /// The report counts in place of a copy that was trusted less, or that an older reader read.
    ///
    /// @param before the trust of that copy
    record Replaced(Counted report, Trust before) implements IngestEvent {}

    /// The report is counted already.
    ///
    /// @param known the trust of the copy that counts
    record Duplicate(Counted report, Trust known) implements IngestEvent {}

    /// Something in the object does not count, so the object is held.
    record Held(String objectKey, HeldReport why) implements IngestEvent {}

    /// There is nothing to read.
    ///
    /// @param key of the object, or the id of a message that names none
    record Ignored(String key, String why) implements IngestEvent {}

    /// The message failed and will be delivered again.
    record Failed(String message, RuntimeException cause) implements IngestEvent {}
}
