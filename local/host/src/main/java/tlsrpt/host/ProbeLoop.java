package tlsrpt.host;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.probe.Prober;

/// Has the prober look at what is due, beside all else that the collector does.
final class ProbeLoop implements AutoCloseable {

    private final Prober prober;
    private final Consumer<HostEvent> audience;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("probe").daemon().unstarted(this::run);

    private ProbeLoop(Prober prober, Consumer<HostEvent> audience) {
        this.prober = prober;
        this.audience = audience;
    }

    static ProbeLoop started(Prober prober, Consumer<HostEvent> audience) {
        var loop = new ProbeLoop(prober, audience);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            while (!stop.await(1, TimeUnit.MINUTES)) {
                try {
                    prober.lookAtWhatIsDue(Instant.MAX);
                } catch (RuntimeException e) {
                    audience.accept(new HostEvent.Trouble("checking domains: " + e));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Does not wait for a look, which may take minutes.
    @Override
    public void close() {
        prober.close();
        stop.countDown();
        thread.interrupt();
    }
}
