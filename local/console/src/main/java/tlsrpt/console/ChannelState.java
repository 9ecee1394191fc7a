package tlsrpt.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.TextFormat;

/// The state of one alert channel.
///
/// @param waiting the alerts that are not delivered yet
/// @param lost the alerts of the last 30 days that were given up
/// @param delivered when the last alert was accepted; `null` if none was in the last 30 days
/// @param problem why the last attempt failed; `null` if it did not
public record ChannelState(
        String name,
        String type,
        int waiting,
        int lost,
        @Nullable Instant delivered,
        @Nullable String problem) {

    /// Returns the state in one line.
    String words() {
        var words = new StringBuilder(name).append(" (").append(type).append("): ");
        words.append(delivered == null ? "nothing delivered in 30 days" : "last delivered " + delivered);
        if (waiting > 0) {
            words.append("; ").append(TextFormat.count(waiting, "alert")).append(" waiting");
        }
        if (lost > 0) {
            words.append("; ").append(TextFormat.count(lost, "alert")).append(" given up");
        }
        if (problem != null) {
            words.append("; failing: ").append(problem);
        }
        return words.toString();
    }
}
