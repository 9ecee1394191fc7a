package tlsrpt.health;

import java.util.Locale;

/// The numbers in the rules; an operator may set each of them, for all domains or for one.
public enum Threshold {
    SIGNIFICANT_PERCENT(1, "minimum percent of a reporter's sessions that a significant failure affects"),
    SIGNIFICANT_SESSIONS(2, "minimum failed sessions in a significant failure"),
    SPIKE_SESSIONS(100, "minimum failed sessions for a rise over the usual share to be significant"),
    SPIKE_FACTOR(10, "factor by which such a rise must exceed the usual share"),
    SPIKE_DAYS(28, "days from which the usual share is computed"),
    AT_ONCE_SESSIONS(10, "refused sessions that open an alert on the first day if the fault may be temporary"),
    SECOND_WITHIN_DAYS(4, "days within which one reporter's second failing day opens an alert"),
    POLICY_THIRD_WITHIN_DAYS(7, "days within which a third failing day opens an alert if the policy cannot be read"),
    NEIGHBOUR_DAYS(1, "maximum days between the reports of two reporters that agree"),
    WORSE_PERCENT(10, "percent of failed sessions at which an incident gets worse"),
    WORST_PERCENT(50, "percent of failed sessions at which it gets worse again"),
    WORSE_AFTER_DAYS(2, "days after an alert opens during which these shares do not make it worse"),
    CLEAN_REPORTS(2, "later clean reports from every affected reporter that close an alert"),
    MOST_CLEAN_REPORTS(8, "maximum of such reports if the failure keeps returning"),
    AGAIN_DAYS(14, "days within which a failure that returns is the same incident again"),
    SILENT_REPORTER_DAYS(7, "days without a report after which a reporter does not count"),
    SILENT_RARE_REPORTER_DAYS(21, "the same for a reporter that reports less than weekly"),
    REMINDER_DAYS(7, "days between reminders"),
    PROTECTION_DAYS(14, "days for which a reporter's policy is remembered"),
    DISAGREEMENT_DAYS(8, "days after which reporters should have the new policy, if its old max_age is not shorter"),
    MODE_DAYS(
            30, "days for which the last stated mode decides whether a failure without a mode waits for a second day"),
    UNREAD_ITEMS(3, "unreadable objects from one signer that trigger a notice"),
    UNREAD_ON_DAYS(2, "days on which such objects must arrive to trigger the notice"),
    SILENCE_DAYS(3, "days without a report that open an alert for a domain with daily reports"),
    SILENCE_OF_ALL_DAYS(2, "days without a report for any domain that open an alert"),
    SILENCE_AFTER_REPORTED_DAYS(10, "days with reports, of the previous 90, that such an alert requires"),
    LATE_DAYS(7, "days after the report day from which an arriving report changes no alert"),
    ESTABLISHED_DAYS(7, "earlier days with reports after which a small reporter can open an alert"),
    MAILS_AN_HOUR(10, "alerts per hour and kind before the rest is combined into one summary");

    private final long usual;
    private final String meaning;
    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Threshold(long usual, String meaning) {
        this.usual = usual;
        this.meaning = meaning;
    }

    long most() {
        return token().endsWith("-percent") ? 100 : 1_000_000;
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
