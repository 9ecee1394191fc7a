package tlsrpt.host.mail;

import java.time.Duration;
import java.util.List;

/// Waits for threads that were told to stop.
public final class ThreadStop {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private ThreadStop() {}

    public static void all(List<Thread> threads) {
        try {
            for (var thread : threads) {
                if (!thread.join(GRACE)) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
