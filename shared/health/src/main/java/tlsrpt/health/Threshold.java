package tlsrpt.health;

import java.util.Locale;

/// The numbers in the rules; an operator may set each of them, for all domains or for one.
public enum Threshold {
    SIGNIFICANT_PERCENT(1, "percent of a reporter's sessions that a significant failure affects at least"),
    SIGNIFICANT_SESSIONS(2, "failed sessions that a significant failure has at least"),
    SPIKE_SESSIONS(100, "failed sessions from which a rise over the usual share is significant"),
    SPIKE_FACTOR(10, "factor by which that rise must exceed the usual share"),
    SPIKE_DAYS(28, "days from which the usual share is computed"),
    AT_ONCE_SESSIONS(10, "refused sessions that open an alert at once if the fault may be temporary"),
    SECOND_WITHIN_DAYS(4, "days within which one reporter's second failing day opens an alert"),
    POLICY_THIRD_WITHIN_DAYS(7, "days within which a third failing day opens an alert if the policy cannot be read"),
    NEIGHBOUR_DAYS(1, "days between the reports of two reporters that still agree"),
    WORSE_PERCENT(10, "first share that makes an alert worse"),
    WORST_PERCENT(50, "second share that makes an alert worse"),
    WORSE_AFTER_DAYS(2, "first days of an alert in which shares do not make it worse"),
    CLEAN_REPORTS(2, "clean later reports of every reporter that end an alert"),
    MOST_CLEAN_REPORTS(8, "clean later reports that end an alert, at most, if the failure keeps returning"),
    AGAIN_DAYS(14, "days within which a failure that returns is the same incident again"),
    SILENT_REPORTER_DAYS(7, "days without a report after which a reporter does not count"),
    SILENT_RARE_REPORTER_DAYS(21, "the same for a reporter that reports less than weekly"),
    REMINDER_DAYS(7, "days between reminders"),
    PROTECTION_DAYS(14, "days for which a reporter's policy is remembered"),
    DISAGREEMENT_DAYS(8, "days after which reporters should have the new policy, if its old max_age is not shorter"),
    MODE_DAYS(30, "days for which a reporter's last stated mode applies to its reports without a mode"),
    UNREAD_ITEMS(3, "unreadable objects of one signer that send a notice"),
    UNREAD_ON_DAYS(2, "days on which such objects must have arrived to send the notice"),
    SILENCE_DAYS(3, "days without a report that open an alert for a domain with daily reports"),
    SILENCE_OF_ALL_DAYS(2, "days without a report for any domain that open an alert"),
    SILENCE_AFTER_REPORTED_DAYS(10, "days with reports, of the 90 before, that such an alert requires"),
    LATE_DAYS(7, "days from report day to arrival after which a report changes no alert"),
    ESTABLISHED_DAYS(7, "earlier days with reports after which a small reporter can open an alert"),
    MAILS_AN_HOUR(10, "alerts per hour and kind before the rest is sent as one summary");

    private final long usual;
    private final String meaning;
    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Threshold(long usual, String meaning) {
        this.usual = usual;
        this.meaning = meaning;
    }

    public String token() {
        return token;
    }

    /// Returns the default.
    public long usual() {
        return usual;
    }

    /// Returns a description for operators.
    public String meaning() {
        return meaning;
    }

    /// The threshold of this token.
    ///
    /// @throws IllegalArgumentException where there is none
    public static Threshold of(String token) {
        for (var threshold : values()) {
            if (threshold.token.equals(token)) {
                return threshold;
            }
        }
        throw new IllegalArgumentException("unknown threshold " + token);
    }
}
