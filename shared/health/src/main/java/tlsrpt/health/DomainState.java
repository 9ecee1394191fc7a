package tlsrpt.health;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// State of a domain's mail: the first of these that applies.
public enum DomainState {
    /// Senders refuse to deliver some of its mail.
    FAILING("failing", "senders refuse to deliver"),
    /// Something needs fixing, but mail is delivered.
    ATTENTION("attention", "mail is delivered, but something needs fixing"),
    /// No report for a week.
    SILENT("silent", "no report for a week"),
    /// Too few days of reports.
    NEW("new", "fewer than 3 days of reports"),
    /// Senders enforce DANE or MTA-STS, and no alert is open.
    PROTECTED("protected", "senders enforce the policy"),
    /// MTA-STS in testing mode: senders deliver, and report what they would refuse. Also without a stated mode.
    TESTING("testing", "policy in testing mode, or its mode is not stated: senders may deliver regardless"),
    /// Most sessions had no policy that requires TLS.
    UNPROTECTED("unprotected", "no MTA-STS or DANE policy applies to most sessions");

    private static final int SILENT_DAYS = 7;
    private static final int REPORT_DAYS = 3;

    private final String token;
    private final String words;

    DomainState(String token, String words) {
        this.token = token;
        this.words = words;
    }

    public String token() {
        return token;
    }

    public String words() {
        return words;
    }

    /// Whether an operator has to act.
    public boolean needsAttention() {
        return this == FAILING || this == ATTENTION;
    }

    /// What the policy in the latest report requires of senders.
    public enum Asked {
        /// Not to deliver without TLS: DANE, or MTA-STS with `mode: enforce`.
        TO_INSIST,
        TO_TEST,
        NOTHING
    }

    /// The failure to show, as its caller determined it.
    public enum ShownFailure {
        NONE,
        DELIVERED,
        REFUSED;

        /// Returns REFUSED if at least 1% of the sessions, and more than one, were refused.
        public static ShownFailure of(long refused, long sessions) {
            return refused > 1 && refused * 100 >= sessions ? REFUSED : NONE;
        }
    }

    /// Facts that determine the state of a domain.
    ///
    /// @param lastDay the latest day that was reported; `null` where none was
    /// @param reportDays on how many days something was reported, as far as was counted
    public record Facts(
            LocalDate today, @Nullable LocalDate lastDay, int reportDays, Asked asked, ShownFailure trouble) {}

    public static DomainState of(Facts facts) {
        if (facts.trouble == ShownFailure.REFUSED) {
            return FAILING;
        }
        if (facts.trouble == ShownFailure.DELIVERED) {
            return ATTENTION;
        }
        if (facts.lastDay != null
                && facts.lastDay.isBefore(CompleteDays.last(facts.today).minusDays(SILENT_DAYS - 1))) {
            return SILENT;
        }
        if (facts.reportDays < REPORT_DAYS) {
            return NEW;
        }
        return switch (facts.asked) {
            case TO_INSIST -> PROTECTED;
            case TO_TEST -> TESTING;
            case NOTHING -> UNPROTECTED;
        };
    }
}
