package tlsrpt.sts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why something is refused.
///
/// @param what what is missing
/// @param from when it can be there at the earliest; `null` where only you can change it
public record Missing(String what, @Nullable Instant from) {

    static Missing now(String what) {
        return new Missing(what, null);
    }
}
