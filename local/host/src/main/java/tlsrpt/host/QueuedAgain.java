package tlsrpt.host;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tlsrpt.console.Tally;
import tlsrpt.host.act.Reprocessing;

/// Reprocesses stored objects through the queue.
record QueuedAgain(Objects objects, Queue queue, IngestLoop ingest) implements Reprocessing {

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
    public Optional<Tally> reprocess(String object) throws InterruptedException {
        var outcome = ingest.outcome(object);
        queue.addAgain(object);
        try {
            return Optional.of(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void queue(List<String> keys) {
        keys.stream().filter(key -> !queue.holds(key)).forEach(queue::addAgain);
    }
}
