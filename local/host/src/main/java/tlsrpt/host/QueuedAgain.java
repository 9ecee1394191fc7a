package tlsrpt.host;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tlsrpt.actions.Reprocessing;

/// Reprocesses stored objects through the queue.
record QueuedAgain(ObjectStore objects, Queue queue, IngestLoop ingest) implements Reprocessing {

    private static final long PATIENCE_SECONDS = 20;

    @Override
    public boolean exists(String object) {
        return objects.exists(object);
    }

    @Override
    public boolean isWaiting(String object) {
        return queue.holds(object);
    }

    @Override
    public Optional<String> reprocess(String object) throws InterruptedException {
        var outcome = ingest.outcome(object);
        queue.addAgain(object);
        try {
            return Optional.of(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS).words());
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int queue(List<String> keys) {
        var present = keys.stream().filter(objects::exists).toList();
        present.stream().filter(key -> !queue.holds(key)).forEach(queue::addAgain);
        return present.size();
    }
}
