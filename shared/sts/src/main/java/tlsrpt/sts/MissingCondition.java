package tlsrpt.sts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An unmet condition that makes a command fail.
///
/// @param what the condition, as a sentence
/// @param from the earliest time at which it can be met; `null` if it depends on the operator
public record MissingCondition(String what, @Nullable Instant from) {

    static MissingCondition now(String what) {
        return new MissingCondition(what, null);
    }
}
