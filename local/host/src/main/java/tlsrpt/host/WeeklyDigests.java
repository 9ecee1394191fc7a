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
import tlsrpt.alerting.DigestWeeks;
import tlsrpt.host.notify.AlertFilter;
import tlsrpt.host.notify.Channel;
import tlsrpt.host.notify.Deliveries;
import tlsrpt.host.notify.Message;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// The digests of the channels that want one. The latest week that a channel got is remembered in the transaction that
/// queues its digest, so each week is queued once.
final class WeeklyDigests {

    private final Table table;
    private final DigestWeeks weeks;
    private final Deliveries deliveries;
    private final Clock clock;

    WeeklyDigests(Table table, Deliveries deliveries, Clock clock) {
        this.table = table;
        this.weeks = new DigestWeeks(table);
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
            weeks.due(channel.name(), weekly, now).ifPresent(due -> {
                var filter = channel.filter();
                var digest = made.computeIfAbsent(new Covered(due, filter.domains()), _ -> digest(due, now, filter));
                deliveries.add(
                        channel.name(),
                        message(digest, channel.dashboard()),
                        session -> new DigestWeeks(session.table()).remember(channel.name(), due));
            });
        }
    }

    /// Returns the Monday of the latest week whose digest the channel got, or that was due when it was first seen.
    Optional<LocalDate> last(Channel channel) {
        return weeks.last(channel.name());
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
}
