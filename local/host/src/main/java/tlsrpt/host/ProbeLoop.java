package tlsrpt.host;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.probe.Prober;
import tlsrpt.store.StoredPosture;

/// Runs the prober on domains that are due, in a background thread.
final class ProbeLoop implements AutoCloseable {

    private final Prober prober;
    private final Consumer<StoredPosture> rules;
    private final Consumer<HostEvent> audience;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("probe").daemon().unstarted(this::run);

    private ProbeLoop(Prober prober, Consumer<StoredPosture> rules, Consumer<HostEvent> audience) {
        this.prober = prober;
        this.rules = rules;
        this.audience = audience;
    }

    /// @param rules evaluates a look for alerts; the latest ones again at the start, as a kill may have come between
    static ProbeLoop started(Prober prober, Consumer<StoredPosture> rules, Consumer<HostEvent> audience) {
        var loop = new ProbeLoop(prober, rules, audience);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            orSay(() -> prober.remembered().forEach(rules));
            while (!stop.await(1, TimeUnit.MINUTES)) {
                orSay(() -> prober.lookAtWhatIsDue(Instant.MAX));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void orSay(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            audience.accept(new HostEvent.Trouble("checking domains: " + e));
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
