package tlsrpt.health;

import java.util.Locale;

/// The numbers in the rules; an operator may set each of them, for all domains or for one.
public enum Threshold {
    SIGNIFICANT_PERCENT(1, "percent of a reporter's sessions from which a failure counts"),
    SIGNIFICANT_SESSIONS(2, "failed sessions from which such a share counts"),
    SPIKE_SESSIONS(100, "failed sessions from which a rise over the usual share counts"),
    SPIKE_FACTOR(10, "how many times the usual share that rise has to be"),
    SPIKE_DAYS(28, "days that make the usual share"),
    AT_ONCE_SESSIONS(10, "refused sessions that open an alert at once, where the fault may pass by itself"),
    SECOND_WITHIN_DAYS(4, "days within which one reporter's second failing day opens an alert"),
    POLICY_THIRD_WITHIN_DAYS(7, "days within which the third failing day does, where the policy cannot be read"),
    NEIGHBOUR_DAYS(1, "days between the reports of two reporters that still agree"),
    WORSE_PERCENT(10, "first share that makes an alert worse"),
    WORST_PERCENT(50, "second share that makes an alert worse"),
    WORSE_AFTER_DAYS(2, "first days of an alert in which shares do not make it worse"),
    CLEAN_REPORTS(2, "clean later reports of every reporter that end an alert"),
    MOST_CLEAN_REPORTS(8, "the most of them that a trouble needs that comes again and again"),
    AGAIN_DAYS(14, "days within which a trouble that returns is the same again"),
    SILENT_REPORTER_DAYS(7, "days without a report after which a reporter does not count"),
    SILENT_RARE_REPORTER_DAYS(21, "the same for one that reports less than weekly"),
    REMINDER_DAYS(7, "days between reminders"),
    PROTECTION_DAYS(14, "days for which a reporter's policy is remembered"),
    DISAGREEMENT_DAYS(8, "days after which reporters should have the new policy, if its old max_age is not shorter"),
    MODE_DAYS(30, "days for which the mode that a reporter stated stands for reports that do not state it"),
    UNREAD_ITEMS(3, "unreadable items of one signer that are told"),
    UNREAD_ON_DAYS(2, "days on which they have to come"),
    SILENCE_DAYS(3, "days without any report that are told of a domain"),
    SILENCE_OF_ALL_DAYS(2, "days without any report that are told of all domains"),
    SILENCE_AFTER_REPORTED_DAYS(10, "days of the 90 before on which there have to be reports"),
    LATE_DAYS(7, "days between a report's day and its arrival after which it decides nothing"),
    ESTABLISHED_DAYS(7, "earlier days that make a reporter's word count, where it is not a large sender"),
    MAILS_AN_HOUR(10, "mails an hour, before one sums up the others");

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

    /// What holds until somebody says otherwise.
    public long usual() {
        return usual;
    }

    /// For the person who sets it.
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
        throw new IllegalArgumentException("there is no threshold " + token);
    }
}
