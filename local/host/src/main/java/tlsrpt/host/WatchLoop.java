package tlsrpt.host;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlsrpt.alerting.Alerter;
import tlsrpt.health.Replay;

/// Runs the tasks that the schedule runs in AWS: the daily check once per day and once after the start, and the summary
/// of alerts beyond the limit every hour. It also queues digests that are due.
final class WatchLoop implements AutoCloseable {

    private final Alerter alerter;
    private final WeeklyDigests digests;
    private final Clock clock;
    private final Consumer<HostEvent> audience;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);

    WatchLoop(Alerter alerter, WeeklyDigests digests, Clock clock, Consumer<HostEvent> audience) {
        this.alerter = alerter;
        this.digests = digests;
        this.clock = clock;
        this.audience = audience;
    }

    void start() {
        thread.start();
    }

    private void run() {
        LocalDate watched = null;
        int hour = -1;
        try {
            while (!stop.await(1, TimeUnit.MINUTES)) {
                var now = clock.instant().atZone(ZoneOffset.UTC);
                var due = now.toLocalTime().isBefore(Replay.WATCH)
                        ? now.toLocalDate().minusDays(1)
                        : now.toLocalDate();
                if (!due.equals(watched)) {
                    check();
                    watched = due;
                }
                if (now.truncatedTo(ChronoUnit.HOURS).getHour() != hour) {
                    attempt("the daily check", alerter::sendSummary);
                    hour = now.getHour();
                }
                attempt("the weekly digest", digests::queueDue);
            }
        } catch (InterruptedException _) {
            // Nobody interrupts it but the end of the process.
        }
    }

    void check() {
        attempt("the daily check", alerter::watch);
    }

    private void attempt(String name, Runnable watch) {
        try {
            watch.run();
        } catch (RuntimeException e) {
            audience.accept(new HostEvent.Trouble(name + ": " + e));
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
