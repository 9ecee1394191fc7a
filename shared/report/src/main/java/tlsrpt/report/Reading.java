package tlsrpt.report;

import java.util.List;

/// The result of parsing one report.
public sealed interface Reading {

    /// It is a report.
    record Read(Report report, List<Quirk> quirks) implements Reading {
        public Read {
            quirks = List.copyOf(quirks);
        }
    }

    /// It is none, or not one that can be counted. Reading the same bytes again gives the same answer, but for a
    /// range in the future.
    ///
    /// @param why for telling one kind from another
    /// @param path the place in the JSON, empty for the document as a whole
    /// @param reason what is wrong there, in our own words; a stranger's text in it is short and without controls
    record Refused(Why why, String path, String reason) implements Reading {

        /// What kind of refusal it is.
        public enum Why {
            NOT_A_REPORT,
            /// Its range has not come yet; later it may be read.
            IN_THE_FUTURE,
            /// It is larger, deeper or longer than a report can be.
            PAST_A_LIMIT
        }

        Refused(String path, String reason) {
            this(Why.NOT_A_REPORT, path, reason);
        }

        /// Place and reason in one line.
        public String message() {
            return path.isEmpty() ? reason : path + ": " + reason;
        }
    }
}
