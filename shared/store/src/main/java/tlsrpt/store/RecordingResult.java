package tlsrpt.store;

import tlsrpt.report.Trust;

/// The outcome of a [Recording]. Whatever it is, recording the same again cannot count it twice.
public sealed interface RecordingResult {

    /// It counts from now on.
    record Recorded(ReportRef report) implements RecordingResult {}

    /// It counts in place of a copy that was trusted less, or that an older reader read.
    ///
    /// @param before the trust of that copy
    record Replaced(ReportRef report, Trust before) implements RecordingResult {}

    /// It is already counted, perhaps by an earlier attempt that crashed after its commit.
    ///
    /// @param known the trust of the copy that counts, as high or higher
    record Duplicate(ReportRef report, Trust known) implements RecordingResult {}

    /// It does not count, and nothing was written.
    ///
    /// @param detail in our own words
    record Held(HeldReason reason, String detail) implements RecordingResult {}
}
