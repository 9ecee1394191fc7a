package tlsrpt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets several workers run as if at once, one step at a time, in an order that a seed decides: what went wrong once
/// goes wrong again.
final class DeterministicScheduler {

    private final RandomGenerator random;
    private final List<Worker> waiting = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Worker running;

    DeterministicScheduler(RandomGenerator random) {
        this.random = random;
    }

    private record Worker(Runnable work, Semaphore turn) {}

    /// Runs all of them to their end.
    void run(List<Runnable> works) {
        var threads = new ArrayList<Thread>();
        for (var work : works) {
            var worker = new Worker(work, new Semaphore(0));
            waiting.add(worker);
            threads.add(Thread.ofVirtual().start(() -> live(worker)));
        }
        wakeAny();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        var failed = failure.get();
        if (failed != null) {
            throw new AssertionError("a worker failed", failed);
        }
    }

    /// The end of a step: another may go on, or the same.
    void next() {
        var worker = running;
        if (worker == null) {
            return;
        }
        waiting.add(worker);
        wakeAny();
        worker.turn.acquireUninterruptibly();
    }

    private void live(Worker worker) {
        worker.turn.acquireUninterruptibly();
        try {
            worker.work.run();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
        running = null;
        wakeAny();
    }

    private void wakeAny() {
        if (!waiting.isEmpty()) {
            var chosen = waiting.remove(random.nextInt(waiting.size()));
            running = chosen;
            chosen.turn.release();
        }
    }
}
