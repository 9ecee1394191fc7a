package tlsrpt.host.act;

import java.util.List;
import java.util.Optional;
import tlsrpt.console.Tally;

/// Reprocesses stored objects.
public interface Reprocessing {

    boolean exists(String object);

    /// Returns whether it waits to be read.
    boolean isWaiting(String object);

    /// Reprocesses an object, and returns the outcome unless it takes long.
    Optional<Tally> reprocess(String object) throws InterruptedException;

    /// Has these read again later.
    void queue(List<String> objects);
}
