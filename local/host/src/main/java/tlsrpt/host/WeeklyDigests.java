package tlsrpt.host;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import tlsrpt.alerting.Digest;
import tlsrpt.alerting.DigestHtml;
import tlsrpt.alerting.DigestText;
import tlsrpt.host.notify.AlertFilter;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.Deliveries;
import tlsrpt.host.notify.Message;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Views;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// The digests of the channels that want one. The latest week that a channel got is remembered in the transaction that
/// queues its digest, so each week is queued once; of several weeks that are due, only the latest is.
final class WeeklyDigests {

    private static final String PARTITION = "DIGESTS";
    private static final String WEEK = "week";

    private final Table table;
    private final Deliveries deliveries;
    private final Clock clock;

    WeeklyDigests(Table table, Deliveries deliveries, Clock clock) {
        this.table = table;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /// What a digest covers: channels that want the same share it.
    private record Covered(LocalDate monday, Set<String> domains) {}

    /// Queues what is due. A channel that is seen for the first time begins with the next week that becomes due.
    void queueDue() {
        var now = clock.instant();
        var made = new HashMap<Covered, Digest>();
        for (var channel : deliveries.channels()) {
            var weekly = channel.digest();
            if (weekly == null) {
                continue;
            }
            var due = weekly.lastDue(now);
            var last = last(channel);
            if (last.isEmpty()) {
                remember(table, channel, due);
            } else if (due.isAfter(last.get())) {
                var filter = channel.filter();
                var digest = made.computeIfAbsent(new Covered(due, filter.domains()), _ -> digest(due, now, filter));
                deliveries.add(
                        channel.name(),
                        message(digest, channel.dashboard()),
                        session -> remember(session.table(), channel, due));
            }
        }
    }

    /// Returns the Monday of the latest week whose digest the channel got, or that was due when it was first seen.
    Optional<LocalDate> last(Channel channel) {
        return table.get(key(channel)).map(item -> LocalDate.parse(item.text(WEEK)));
    }

    private Digest digest(LocalDate monday, Instant now, AlertFilter filter) {
        return Digest.of(new Views(table, clock), new AlertViews(table, clock), monday, now, filter::covers);
    }

    private static Message.OfWeek message(Digest digest, String dashboard) {
        return new Message.OfWeek(
                digest.week(),
                DigestText.title(digest),
                DigestText.of(digest, dashboard),
                DigestHtml.of(digest, dashboard));
    }

    private static void remember(Table table, Channel channel, LocalDate monday) {
        var item = Item.at(key(channel)).put(WEEK, monday.toString()).item();
        table.write(Write.put(item));
    }

    private static Key key(Channel channel) {
        return new Key(PARTITION, channel.name());
    }
}
