package tlsrpt.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.TextFormat;

/// The state of one input for reports.
///
/// @param name such as `imap tlsrpt@imap.example.com/INBOX`
/// @param unit what it takes, such as `mail`
/// @param taken how many were taken in since the start
/// @param last when the last one was; `null` if none was since the start
/// @param expires when its certificate does; `null` if it has none
/// @param problem what fails, why, and what to do; `null` if nothing does
public record ReceiverState(
        String name,
        String unit,
        long taken,
        @Nullable Instant last,
        @Nullable Instant expires,
        @Nullable String problem) {

    public ReceiverState expiring(Instant end) {
        return new ReceiverState(name, unit, taken, last, end, problem);
    }

    /// Returns how many were taken, such as `3 mails`.
    public String count() {
        return TextFormat.count(taken, unit);
    }

    /// Returns the state in one line.
    public String words() {
        var words = new StringBuilder(name).append(": ");
        words.append(last == null ? "no " + unit + " since the start" : count() + " since the start, last " + last);
        if (problem != null) {
            words.append("; failing: ").append(problem);
        }
        return words.toString();
    }
}
