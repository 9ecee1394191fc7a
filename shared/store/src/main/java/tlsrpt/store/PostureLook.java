package tlsrpt.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One look at a domain, as it is to be remembered.
///
/// @param notes what was left out, and why
/// @param policy what the policy host serves, with the id of the record; `null` where it was not seen
public record PostureLook(
        String domain,
        Instant at,
        List<String> notes,
        List<PostureLine> lines,
        @Nullable Served policy) {

    /// An MTA-STS policy and its id.
    ///
    /// @param text mode, max_age and patterns, separated by blanks: the same for policies that mean the same
    public record Served(String id, String text) {

        public String mode() {
            return text.substring(0, text.indexOf(' '));
        }
    }

    public PostureLook {
        notes = List.copyOf(notes);
        lines = List.copyOf(lines);
    }
}
