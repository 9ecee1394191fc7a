package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.store.AlertItems;
import tlsrpt.store.StoredAlert;

/// Sends messages that the table holds, each once: claimed before it is sent, marked afterwards. Only who dies between
/// the channel's acceptance and the mark has it sent once more, in the same words.
///
/// So many an hour and no more; the others of the hour are summed up in one.
final class Sender {

    /// Longer than a channel may take to accept a message.
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final String SUMMARY = "shared/summary";

    private final AlertItems items;
    private final Channel channel;
    private final Clock clock;
    private final RandomGenerator random;

    Sender(AlertItems items, Channel channel, Clock clock, RandomGenerator random) {
        this.items = items;
        this.channel = channel;
        this.clock = clock;
        this.random = random;
    }

    /// Whether all of a memory's messages are sent: `false` where somebody else is at one of them, who may have died.
    boolean send(String memory, List<String> messages, Rules rules) {
        var done = new ArrayList<String>();
        for (var message : messages) {
            var claimed = items.claim(message, clock.instant(), LEASE);
            if (claimed.isPresent()) {
                send(message, claimed.get(), rules);
                done.add(message);
            } else if (items.isDone(message)) {
                done.add(message);
            }
        }
        if (!done.isEmpty()) {
            items.settle(memory, done, Versions.next(random));
        }
        return done.size() == messages.size();
    }

    private void send(String message, StoredAlert stored, Rules rules) {
        var alert = Alert.of(stored.json());
        if (stored.published() == null) {
            var hour = hour(clock.instant());
            boolean room = items.countUpTo(
                    "mails/" + hour,
                    rules.of(Threshold.MAILS_AN_HOUR, ""),
                    clock.instant().plus(2, ChronoUnit.DAYS));
            if (room) {
                channel.publish(alert);
            } else {
                sumUp(alert, hour);
            }
            items.sent(message, clock.instant());
        }
        channel.chat(alert);
        items.done(message);
    }

    private void sumUp(Alert alert, Instant hour) {
        while (true) {
            var memory = items.read(SUMMARY);
            var text = memory.text();
            var summary = text == null || text.isEmpty() ? new Summary(hour, List.of()) : Summary.of(text);
            if (write(memory, summary.with(alert).json())) {
                return;
            }
        }
    }

    /// Sends what was summed up in hours that are over.
    void sendSummary() {
        var memory = items.read(SUMMARY);
        var text = memory.text();
        if (text == null || text.isEmpty()) {
            return;
        }
        var summary = Summary.of(text);
        if (summary.hour().isBefore(hour(clock.instant()))) {
            channel.publish(summary.alert(clock.instant()));
            write(memory, "");
        }
    }

    private boolean write(AlertItems.Memory memory, String text) {
        return items.write(
                List.of(new AlertItems.Change(memory, text, Versions.next(random), List.of(), List.of(), List.of())));
    }

    private static Instant hour(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS);
    }
}
