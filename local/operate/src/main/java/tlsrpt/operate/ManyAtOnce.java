package tlsrpt.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Calls to AWS, several at once: most of the time of each is its way there and back.
final class ManyAtOnce implements AutoCloseable {

    private static final int AT_ONCE = 16;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final List<Future<?>> unfinished = new ArrayList<>();

    /// Waits for a place first. What an earlier task threw is thrown here, or at the end.
    void start(Runnable task) throws InterruptedException {
        places.acquire();
        unfinished.add(threads.submit(() -> {
            try {
                task.run();
            } finally {
                places.release();
            }
        }));
        if (unfinished.size() > 10 * AT_ONCE) {
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
