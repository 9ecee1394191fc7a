package tlsrpt.alerting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.health.Threshold;
import tlsrpt.store.AlertItems;
import tlsrpt.store.Settings;
import tlsrpt.store.StoredAlert;

/// Sends the messages in the table, each once: a message is claimed before it is sent and marked afterwards. Only a
/// crash between the channel's acceptance and the mark sends it a second time, with the same text.
///
/// Of each [Budget] so many an hour and no more, of which one domain has a part; the others of the hour are summed up
/// in one.
final class Sender {

    /// Longer than a channel may take to accept a message.
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final String SUMMARY = "shared/summary/";

    private static final String ALL = "*";

    private final AlertItems items;
    private final Channel channel;
    private final Supplier<Settings> settings;
    private final Clock clock;
    private final RandomGenerator random;

    Sender(AlertItems items, Channel channel, Supplier<Settings> settings, Clock clock, RandomGenerator random) {
        this.items = items;
        this.channel = channel;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /// Whether all messages of a state are sent; `false` if another process is sending one of them, or died doing so.
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
            var now = settings.get();
            var budget = Budget.of(alert, now);
            if (hasRoom(budget, alert, now, hour, rules)) {
                channel.publish(alert);
            } else {
                sumUp(budget, alert, hour);
            }
            items.sent(message, clock.instant());
        }
        channel.chat(alert);
        items.done(message);
    }

    /// Counts it where it is bounded most, so that what a domain has too many of is not missing to others.
    private boolean hasRoom(Budget budget, Alert alert, Settings listed, Instant hour, Rules rules) {
        var organizations = alert.organizations();
        return (budget != Budget.ESTABLISHED
                        || organizations.size() != 1
                        || count(budget, "by/" + organizations.iterator().next(), hour, Budget.OF_AN_ORGANIZATION))
                && (alert.domain().equals(ALL)
                        || count(budget, "at/" + place(alert.domain(), listed), hour, Budget.OF_A_DOMAIN))
                && count(budget, "all", hour, rules.of(Threshold.MAILS_AN_HOUR, ""));
    }

    private static String place(String domain, Settings listed) {
        return listed.lists(domain)
                ? domain
                : listed.covering(domain).map(above -> "below." + above).orElse(domain);
    }

    private boolean count(Budget budget, String of, Instant hour, long limit) {
        var name = "mails/" + budget.token() + "/" + hour + "/" + of;
        return items.countUpTo(name, limit, clock.instant().plus(2, ChronoUnit.DAYS));
    }

    private void sumUp(Budget budget, Alert alert, Instant hour) {
        while (true) {
            var memory = items.read(SUMMARY + budget.token());
            var text = memory.text();
            var summary = text == null || text.isEmpty() ? new Summary(hour, List.of(), 0) : Summary.of(text);
            if (write(memory, summary.with(alert).json())) {
                return;
            }
        }
    }

    /// Sends what was summed up in hours that are over.
    void sendSummaries() {
        for (var budget : Budget.values()) {
            var memory = items.read(SUMMARY + budget.token());
            var text = memory.text();
            if (text == null || text.isEmpty()) {
                continue;
            }
            var summary = Summary.of(text);
            if (summary.hour().isBefore(hour(clock.instant()))) {
                channel.publish(summary.alert(budget, clock.instant()));
                write(memory, "");
            }
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
