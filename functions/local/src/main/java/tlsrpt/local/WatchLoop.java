package tlsrpt.local;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import tlsrpt.alerting.Alerter;
import tlsrpt.health.Replay;

/// Lets the time pass for the alerts, as the schedule does in AWS: everything once a day and once after the start, what
/// an hour had too many of every hour.
final class WatchLoop implements AutoCloseable {

    private static final long MINUTE = 60_000;

    private final Alerter alerter;
    private final Clock clock;
    private final Consumer<String> trouble;
    private final Thread thread = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);

    WatchLoop(Alerter alerter, Clock clock, Consumer<String> trouble) {
        this.alerter = alerter;
        this.clock = clock;
        this.trouble = trouble;
    }

    void start() {
        thread.start();
    }

    private void run() {
        LocalDate watched = null;
        int hour = -1;
        try {
            while (true) {
                Thread.sleep(MINUTE);
                var now = clock.instant().atZone(ZoneOffset.UTC);
                var due = now.toLocalTime().isBefore(Replay.WATCH)
                        ? now.toLocalDate().minusDays(1)
                        : now.toLocalDate();
                if (!due.equals(watched)) {
                    attempt(alerter::watch);
                    watched = due;
                }
                if (now.truncatedTo(ChronoUnit.HOURS).getHour() != hour) {
                    attempt(alerter::sendSummary);
                    hour = now.getHour();
                }
            }
        } catch (InterruptedException _) {
            // the host stops
        }
    }

    private void attempt(Runnable watch) {
        try {
            watch.run();
        } catch (RuntimeException e) {
            trouble.accept("the watch: " + e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
