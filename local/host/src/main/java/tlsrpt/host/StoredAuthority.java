package tlsrpt.host;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Authority;
import tlsrpt.intake.Verdict;
import tlsrpt.report.ReporterId;

/// The stored text beside an inbox object that states who verified its signatures: `verified ARRIVAL d|from`, `unsigned
/// WHY` or `mail-server NAME`.
///
/// It is stored once, so that a key that DNS loses later changes no report that is read again.
final class StoredAuthority {

    private static final String VERIFIED = "verified ";
    private static final String UNSIGNED = "unsigned ";
    private static final String MAIL_SERVER = "mail-server ";

    private StoredAuthority() {}

    static String verified(Verdict.Verified verdict) {
        return VERIFIED + verdict.arrival() + ' ' + verdict.reporter().key();
    }

    static String unsigned(Verdict.Why why) {
        return UNSIGNED + why.name();
    }

    static String mailServer(String authservId) {
        return MAIL_SERVER + authservId;
    }

    /// Parses a stored text. If it is missing or unknown to this version, no signature is trusted.
    ///
    /// @param arrival of the object
    static Authority of(@Nullable String text, Instant arrival) {
        if (text == null) {
            return Authority.None.NONE;
        }
        if (text.startsWith(MAIL_SERVER)) {
            return new Authority.MailServer(text.substring(MAIL_SERVER.length()), arrival);
        }
        try {
            if (text.startsWith(UNSIGNED)) {
                var why = Verdict.Why.valueOf(text.substring(UNSIGNED.length()));
                return new Authority.OwnCheck(new Verdict.Unsigned(why));
            }
            var words = text.split(" ", 3);
            var reporter = words.length == 3 && text.startsWith(VERIFIED) ? ReporterId.ofKey(words[2]) : null;
            return reporter == null
                    ? Authority.None.NONE
                    : new Authority.OwnCheck(new Verdict.Verified(reporter, Instant.parse(words[1])));
        } catch (IllegalArgumentException | DateTimeParseException _) {
            return Authority.None.NONE;
        }
    }
}
