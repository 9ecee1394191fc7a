package tlsrpt.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.TextFormat;

/// How a way by which mail comes in does.
///
/// @param name such as `imap tlsrpt@imap.example.com/INBOX`
/// @param taken the mails taken in since the start
/// @param last when the last one was; `null` if none was since the start
/// @param problem what fails, why, and what to do; `null` if nothing does
public record WayInState(
        String name,
        long taken,
        @Nullable Instant last,
        @Nullable String problem) {

    /// Returns the state in one line.
    String words() {
        var words = new StringBuilder(name).append(": ");
        words.append(
                last == null
                        ? "no mail since the start"
                        : TextFormat.count(taken, "mail") + " since the start, last " + last);
        if (problem != null) {
            words.append("; failing: ").append(problem);
        }
        return words.toString();
    }
}
