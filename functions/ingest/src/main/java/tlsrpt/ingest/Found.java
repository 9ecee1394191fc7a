package tlsrpt.ingest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.Fault;
import tlsrpt.intake.Verdict;
import tlsrpt.report.Hints;
import tlsrpt.report.Quirk;
import tlsrpt.report.Report;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;

/// Something that was found in an object.
sealed interface Found {

    /// Returns about how much memory it takes, in rows of a report.
    int weight();

    /// A report that could be read.
    ///
    /// @param reporter who provably wrote it; `null` if nothing proves that
    /// @param evidence who signed it or why nobody did, as a list may show it
    /// @param text the hash of the text that it was read from; the text itself may be large
    record ReadReport(
            Report report,
            List<Quirk> quirks,
            Hints hints,
            Trust trust,
            @Nullable ReporterId reporter,
            String evidence,
            String text,
            Instant arrival)
            implements Found {

        static ReadReport of(Delivered delivered, String text, Instant arrival) {
            return new ReadReport(
                    delivered.report(),
                    delivered.quirks(),
                    delivered.hints(),
                    delivered.trust(),
                    delivered.verdict() instanceof Verdict.Verified verified ? verified.reporter() : null,
                    delivered.evidence(),
                    text,
                    arrival);
        }

        @Override
        public int weight() {
            return report.policies().stream()
                    .mapToInt(policy -> 1 + policy.failureDetails().size())
                    .sum();
        }
    }

    /// Something that could not.
    record Unreadable(Fault fault) implements Found {

        @Override
        public int weight() {
            return 1;
        }
    }
}
