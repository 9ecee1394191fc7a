package tlsrpt.health;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// How a domain's mail fares, in one word: the first of these that is true.
public enum DomainState {
    /// Senders refuse to deliver some of its mail.
    FAILING("failing", "senders refuse to deliver"),
    /// Something is wrong, and mail is delivered all the same.
    ATTENTION("attention", "mail is delivered, but something needs fixing"),
    /// Nobody reports any more.
    SILENT("silent", "no report for a week"),
    /// Too few days to judge by.
    NEW("new", "fewer than 3 days of reports"),
    /// Senders are told to insist on TLS, and no alert is open.
    PROTECTED("protected", "senders enforce the policy"),
    /// Senders report what they would refuse, and deliver.
    TESTING("testing", "policy in testing mode: senders deliver regardless"),
    /// Senders found no policy that asks for TLS, at least for most sessions.
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

    /// Whether somebody has to do something.
    public boolean needsYou() {
        return this == FAILING || this == ATTENTION;
    }

    /// How senders are asked to behave, as far as the latest report says.
    public enum Asked {
        /// Not to deliver without TLS: DANE, or MTA-STS with `mode: enforce`.
        TO_INSIST,
        TO_TEST,
        NOTHING
    }

    /// What is wrong, judged elsewhere.
    public enum Trouble {
        NONE,
        DELIVERED,
        REFUSED;

        /// One in a hundred refused, and more than a stray one.
        public static Trouble of(long refused, long sessions) {
            return refused > 1 && refused * 100 >= sessions ? REFUSED : NONE;
        }
    }

    /// What is known of a domain.
    ///
    /// @param lastDay the latest day that was reported; `null` where none was
    /// @param reportDays on how many days something was reported, as far as was counted
    public record Facts(LocalDate today, @Nullable LocalDate lastDay, int reportDays, Asked asked, Trouble trouble) {}

    public static DomainState of(Facts facts) {
        if (facts.trouble == Trouble.REFUSED) {
            return FAILING;
        }
        if (facts.trouble == Trouble.DELIVERED) {
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
