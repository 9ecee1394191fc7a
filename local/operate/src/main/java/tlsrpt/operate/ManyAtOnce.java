package tlsrpt.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Calls a collector with several requests in parallel, because each spends most of its time waiting for the disk or
/// for AWS.
final class ManyAtOnce implements AutoCloseable {

    private static final int AT_ONCE = 16;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int atOnce;
    private final Semaphore places;
    private final List<Future<?>> unfinished = new ArrayList<>();

    ManyAtOnce() {
        this(AT_ONCE);
    }

    ManyAtOnce(int atOnce) {
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    void start(Runnable task) throws InterruptedException {
        start(1, task);
    }

    /// Waits for its places first. What an earlier task threw is thrown here, or at the end.
    void start(int weight, Runnable task) throws InterruptedException {
        int taken = Math.min(weight, atOnce);
        places.acquire(taken);
        unfinished.add(threads.submit(() -> {
            try {
                task.run();
            } finally {
                places.release(taken);
            }
        }));
        if (unfinished.size() > 10 * atOnce) {
            unfinished.removeIf(future -> future.isDone() && isDone(future));
        }
    }

    private static boolean isDone(Future<?> task) {
        try {
            task.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }

    /// When all have ended.
    @Override
    public void close() {
        threads.close();
        unfinished.forEach(ManyAtOnce::isDone);
    }
}
