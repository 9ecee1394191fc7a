package tlsrpt.host.act;

import java.util.List;
import java.util.Optional;
import tlsrpt.console.Tally;

/// Has stored objects read again.
public interface Reprocessing {

    boolean exists(String object);

    /// Returns whether it waits to be read.
    boolean isWaiting(String object);

    /// Reads it again, and returns what came of it unless that takes long.
    Optional<Tally> reprocess(String object) throws InterruptedException;

    /// Has these read again later.
    void queue(List<String> objects);
}
