package tlsrpt.store;

import java.time.Duration;
import java.util.Optional;

/// Limits that no genuine report exceeds. A report beyond them is held, never clipped.
///
/// A report ends before it arrives, covers a week at most, and counts sessions in numbers that add up.
final class Bounds {

    /// How far the clocks of a reporter and of the collector may differ.
    private static final Duration CLOCKS = Duration.ofHours(1);

    private static final Duration LONGEST_RANGE = Duration.ofDays(8);

    private Bounds() {}

    static Optional<RecordingResult.Held> refusal(Recording recording) {
        var range = recording.report().dateRange();
        if (range.end().isAfter(recording.provenance().arrival().plus(CLOCKS))) {
            return held(
                    HeldReason.IN_THE_FUTURE,
                    "it ends at " + range.end() + ", after it arrived at "
                            + recording.provenance().arrival());
        }
        if (Duration.between(range.start(), range.end()).compareTo(LONGEST_RANGE) > 0) {
            return held(
                    HeldReason.IMPLAUSIBLE,
                    "it covers " + Duration.between(range.start(), range.end()).toDays() + " days");
        }
        return Contribution.isCountable(recording.reported())
                ? Optional.empty()
                : held(
                        HeldReason.IMPLAUSIBLE,
                        "it counts more than " + Contribution.MAX_COUNT + " sessions of one domain");
    }

    private static Optional<RecordingResult.Held> held(HeldReason reason, String detail) {
        return Optional.of(new RecordingResult.Held(reason, detail));
    }
}
