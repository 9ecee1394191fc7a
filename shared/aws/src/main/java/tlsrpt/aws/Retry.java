package tlsrpt.aws;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tries again what failed for a reason that may pass, with full jitter, until its patience ends.
///
/// A lost answer may mean that the write was done, so every action must be safe to repeat.
final class Retry {

    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Duration patience;
    private final RandomGenerator random;
    private final Time time;

    /// The passing of time.
    interface Time {

        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };

        long nanos();

        void sleep(Duration duration) throws InterruptedException;
    }

    /// One try.
    interface Action<T> {

        T run() throws Passing;
    }

    /// A failure whose reason may pass.
    static final class Passing extends Exception {

        private static final long serialVersionUID = 1;

        private final String message;

        Passing(String message, @Nullable Throwable cause) {
            super(message, cause);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    /// @param patience how long one call may take, its pauses included
    Retry(Duration patience, RandomGenerator random, Time time) {
        this.patience = patience;
        this.random = random;
        this.time = time;
    }

    /// Runs the action until it succeeds.
    ///
    /// @throws Passing the last failure, when patience ends or the thread is interrupted
    <T> T call(Action<T> action) throws Passing {
        long start = time.nanos();
        var ceiling = FIRST;
        while (true) {
            try {
                return action.run();
            } catch (Passing e) {
                var pause = Duration.ofNanos(random.nextLong(ceiling.toNanos()));
                if (time.nanos() - start + pause.toNanos() > patience.toNanos()) {
                    throw e;
                }
                sleep(pause, e);
                var twice = ceiling.multipliedBy(2);
                ceiling = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
            }
        }
    }

    private void sleep(Duration pause, Passing failure) throws Passing {
        try {
            time.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
