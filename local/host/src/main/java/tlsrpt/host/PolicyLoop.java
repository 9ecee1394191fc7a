package tlsrpt.host;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.hosting.HostedPolicies;

/// Checks the hosted policies from outside, in a background thread.
final class PolicyLoop implements AutoCloseable {

    private final HostedPolicies desk;
    private final Consumer<HostEvent> audience;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("policies").daemon().unstarted(this::run);

    private PolicyLoop(HostedPolicies desk, Consumer<HostEvent> audience) {
        this.desk = desk;
        this.audience = audience;
    }

    static PolicyLoop started(HostedPolicies desk, Consumer<HostEvent> audience) {
        var loop = new PolicyLoop(desk, audience);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            while (!stop.await(1, TimeUnit.MINUTES)) {
                try {
                    desk.lookAtWhatIsDue();
                } catch (RuntimeException e) {
                    audience.accept(new HostEvent.Trouble("checking hosted policies: " + e));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends a look under way, since what it would write finds no database.
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
