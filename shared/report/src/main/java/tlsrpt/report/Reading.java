package tlsrpt.report;

import java.util.List;

/// What became of reading one report.
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
    /// @param path the place in the JSON, empty for the document as a whole
    /// @param reason what is wrong there, in words of ours; a stranger's text in it is short and without controls
    record Refused(String path, String reason) implements Reading {

        /// Place and reason in one line.
        public String message() {
            return path.isEmpty() ? reason : path + ": " + reason;
        }
    }
}
