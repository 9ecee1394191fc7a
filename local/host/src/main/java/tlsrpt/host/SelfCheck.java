package tlsrpt.host;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tlsrpt.api.Fault;
import tlsrpt.cli.Documents;
import tlsrpt.cli.TextFormat;
import tlsrpt.console.ChannelState;
import tlsrpt.console.Check;
import tlsrpt.console.ReceiverState;
import tlsrpt.host.notify.Channel;
import tlsrpt.store.KnownDomain;
import tlsrpt.store.Page;
import tlsrpt.store.Views;

/// The checks of a collector's own state.
final class SelfCheck {

    private static final int SILENT_DAYS = 3;
    private static final String NEWEST = "newest-report";
    private static final long MEGABYTE = 1_000_000;

    private final Collector collector;
    private final Clock clock;

    SelfCheck(Collector collector, Clock clock) {
        this.collector = collector;
        this.clock = clock;
    }

    List<Check> checks() throws IOException {
        var checks = parts();
        checks.add(newestReport());
        return checks;
    }

    /// Checks the parts of the collector, at a cost that does not depend on the number of domains.
    private List<Check> parts() throws IOException {
        var checks = new ArrayList<Check>();
        collector.configuration().ifPresent(checks::add);
        checks.add(disk());
        var dead = collector.deadLetters();
        if (!dead.isEmpty()) {
            checks.add(new Check(
                    "dead-letters",
                    "",
                    TextFormat.count(dead.size(), "object") + " repeatedly failed to process",
                    "see the log for the reason, then: tlsrpt reread --local --held --data "
                            + collector.data().root()));
        }
        collector.wayStates().forEach(way -> checks.add(way(way)));
        collector.channelStates().forEach(channel -> checks.add(channel(channel)));
        collector.digests().forEach((channel, last) -> checks.add(digest(channel, last)));
        return checks;
    }

    /// Returns the faults for the dashboard. Missing reports are omitted, because the dashboard shows these anyway.
    List<Fault> faults() {
        try {
            return parts().stream()
                    .filter(check -> !check.isWell())
                    .map(check ->
                            new Fault(check.what(), check.subject(), check.finding(), String.valueOf(check.remedy())))
                    .toList();
        } catch (IOException e) {
            return List.of(new Fault(
                    "disk", collector.data().root().toString(), Documents.reason(e), "check the file system"));
        }
    }

    private Check disk() throws IOException {
        var room = collector.room();
        var said = TextFormat.number(room.free() / MEGABYTE) + " MB are free; "
                + TextFormat.number(room.floor() / MEGABYTE) + " MB are kept free";
        return room.isLow()
                ? new Check(
                        "disk",
                        collector.data().root().toString(),
                        said + ", so no report is accepted",
                        "free disk space, or set floor to a smaller number of MB")
                : Check.well("disk", collector.data().root().toString(), said);
    }

    private Check newestReport() {
        return Page.stream(new Views(collector.table(), clock)::domains)
                .filter(domain -> domain.last() != null)
                .max(Comparator.comparing((KnownDomain domain) -> Objects.requireNonNull(domain.last())))
                .map(this::newestReport)
                .orElse(new Check(
                        NEWEST,
                        "",
                        "no report has been counted yet",
                        "wait: the first ones arrive within 48 hours of the TXT record. 'tlsrpt status' lists"
                                + " held reports"));
    }

    private Check newestReport(KnownDomain domain) {
        var last = Objects.requireNonNull(domain.last());
        var said = "covers " + last + ", for " + domain.domain();
        boolean isOld = last.isBefore(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(SILENT_DAYS));
        return isOld
                ? new Check(NEWEST, "", said, "fix the other faults; senders report daily")
                : Check.well(NEWEST, "", said);
    }

    private static Check way(ReceiverState way) {
        var problem = way.problem();
        return problem == null
                ? Check.well("receiver", way.name(), "received " + way.count() + " since the start")
                : new Check("receiver", way.name(), problem, "follow the message; the collector retries automatically");
    }

    private static Check channel(ChannelState channel) {
        var problem = channel.problem();
        if (problem != null) {
            return new Check(
                    "channel",
                    channel.name(),
                    problem + "; " + TextFormat.count(channel.waiting(), "alert") + " waiting",
                    "follow the message; the collector resends the alerts automatically");
        }
        return Check.well(
                "channel",
                channel.name(),
                channel.delivered() == null
                        ? "has had nothing to deliver in 30 days; 'tlsrpt alerts --test' sends a test"
                        : "last delivered " + channel.delivered());
    }

    private Check digest(Channel channel, Optional<LocalDate> last) {
        var weekly = Objects.requireNonNull(channel.digest());
        var due = weekly.lastDue(clock.instant());
        return last.isPresent() && last.get().isBefore(due)
                ? new Check(
                        "digest",
                        channel.name(),
                        "the digest for the week from " + due + " is due",
                        "wait a minute. If this persists, search the log for 'the weekly digest'")
                : Check.well("digest", channel.name(), "the next one is due at " + weekly.next(clock.instant()));
    }
}
