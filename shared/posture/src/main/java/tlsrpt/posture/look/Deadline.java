package tlsrpt.posture.look;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/// The end of a piece of work, however the other side spaces its bytes.
final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /// The earlier one of this deadline and one after `time`.
    Deadline within(Duration time) {
        long other = System.nanoTime() + time.toNanos();
        return other - end < 0 ? new Deadline(other) : this;
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /// For a socket's time-outs, where 0 would mean forever.
    int leftMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left().toMillis()));
    }

    /// Closes a connection at the deadline, unless the guard is closed before.
    Guard guard(Closeable connection) {
        var thread = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(left());
                connection.close();
            } catch (InterruptedException | IOException e) {
                // Done in time, or already closed.
            }
        });
        return thread::interrupt;
    }

    @FunctionalInterface
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
