package tlsrpt.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a check of a domain says of the causes that reports name.
public interface CauseLook {

    /// When it was made.
    Instant at();

    /// Whether nothing is left to see of a cause.
    ///
    /// @param underDane whether the sessions failed under DANE
    /// @param mx the MX host that reports name; `null` for any
    boolean refutes(Diagnosis.Known cause, boolean underDane, @Nullable String mx);
}
