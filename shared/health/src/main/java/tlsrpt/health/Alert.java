package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message about one trouble, the same in JSON, in the table and to whoever subscribes.
///
/// Its JSON is that of `docs/alert.schema.json`; [#VERSION] rises where a reader of the old form would be misled.
///
/// @param id of the trouble: the same from its opening to its recovery
/// @param transitionId of this message; where it had to be sent twice, the same twice
/// @param severity of a recovery the highest that the trouble had, so that who was woken also hears of the end
/// @param outcome `null` where no mail is concerned
/// @param domain whose trouble it is first; `*` for the collector as a whole
/// @param domains all that share it
/// @param day the UTC report day that tipped it
/// @param at when the report that tipped it arrived, or when time alone did
/// @param since its first report day
/// @param family as `tlsrpt.report.Family` has it, or the kind where it is no failure
/// @param reporters who agree
/// @param sessions of the agreeing reporters
/// @param confirmed `false` where it is over only because nobody reports any more
/// @param again whether it had been over for a few days only
/// @param subject printable ASCII in one line, under 100 characters
/// @param text what a mail says
public record Alert(
        int version,
        String id,
        String transitionId,
        Kind kind,
        Grade severity,
        @Nullable Outcome outcome,
        String domain,
        List<String> domains,
        LocalDate day,
        Instant at,
        LocalDate since,
        String family,
        List<Cause> causes,
        List<String> reporters,
        Sessions sessions,
        boolean confirmed,
        boolean again,
        String subject,
        String text) {

    public static final int VERSION = 1;

    public Alert {
        domains = List.copyOf(domains);
        causes = List.copyOf(causes);
        reporters = List.copyOf(reporters);
    }

    /// What failed, and how often.
    ///
    /// @param mx the receiving MX host, `null` where none is named
    public record Cause(
            @Nullable String policyType,
            @Nullable String resultType,
            String diagnosis,
            @Nullable String mx,
            Sessions sessions) {}

    /// Sessions that failed, of all.
    public record Sessions(long failed, long total) {

        static final Sessions NONE = new Sessions(0, 0);

        Sessions plus(Sessions other) {
            return new Sessions(Math.addExact(failed, other.failed), Math.addExact(total, other.total));
        }
    }

    public String json() {
        return RecordJson.write(this);
    }

    /// Reads what [#json] wrote.
    public static Alert of(String json) {
        return RecordJson.read(Alert.class, json);
    }
}
