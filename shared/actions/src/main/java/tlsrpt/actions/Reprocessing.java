package tlsrpt.actions;

import java.util.List;
import java.util.Optional;

/// Reprocesses stored objects.
public interface Reprocessing {

    boolean exists(String object);

    /// Returns whether it waits to be read.
    boolean isWaiting(String object);

    /// Reprocesses an object, and returns the outcome in words unless it takes long.
    Optional<String> reprocess(String object) throws InterruptedException;

    /// Has those of these that exist read again later, and returns how many.
    int queue(List<String> objects);
}
