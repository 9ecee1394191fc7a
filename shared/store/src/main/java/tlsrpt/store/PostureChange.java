package tlsrpt.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;

/// A difference between two checks of a domain.
///
/// @param check its token; `policy` for the MTA-STS policy itself
/// @param from the state before, or the text of the policy
/// @param to the state since, or the text of the policy
/// @param seen the evidence
public record PostureChange(
        Instant at, String check, String title, @Nullable String host, String from, String to, String seen) {

    static PostureChange of(Item item) {
        return new PostureChange(
                Instant.parse(item.text("at")),
                item.text("check"),
                item.text("title"),
                item.textOrNull("host"),
                item.text("from"),
                item.text("to"),
                item.text("seen"));
    }
}
