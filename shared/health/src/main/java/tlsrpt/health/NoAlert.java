package tlsrpt.health;

/// Failures of one report that sent no alert, and why.
///
/// @param family of the failures, as [Family] has it, or the kind of a muted alert
public record NoAlert(String domain, String family, Why why) {

    /// Why an alert was not sent.
    public enum Why {
        /// They are too few of the reporter's sessions.
        BELOW_THRESHOLD("below the thresholds significant-percent and significant-sessions"),
        /// The reporter reported on too few days before.
        NOT_ESTABLISHED("from a reporter that is not established yet (established-days)"),
        /// The rules wait for a second day or reporter.
        ONE_MORE_DAY("waiting for a second day (second-within-days) or a second reporter"),
        /// The report arrived long after its day.
        LATE("arrived too long after the report day (late-days)"),
        /// Nothing proves who sent the report.
        NOT_VERIFIED("not from a verified reporter"),
        /// An operator muted the cause.
        MUTED("muted");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        /// Returns the reason, with the names of the thresholds to change.
        public String words() {
            return words;
        }
    }
}
