package tlsrpt.actions;

import java.util.List;
import java.util.Optional;

/// Has stored objects read again.
public interface Reprocessing {

    boolean exists(String object);

    /// Returns whether it waits to be read.
    boolean isWaiting(String object);

    /// Reads it again, and returns in words what came of it unless that takes long.
    Optional<String> reprocess(String object) throws InterruptedException;

    /// Has those of these that exist read again later, and returns how many.
    int queue(List<String> objects);
}
