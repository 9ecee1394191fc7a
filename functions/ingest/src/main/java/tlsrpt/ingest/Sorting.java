package tlsrpt.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Fault;
import tlsrpt.intake.Organization;
import tlsrpt.report.Door;
import tlsrpt.report.Identity;
import tlsrpt.report.Printable;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Submitter;
import tlsrpt.report.Trust;
import tlsrpt.store.Outcome;
import tlsrpt.store.Placed;
import tlsrpt.store.Provenance;
import tlsrpt.store.ReadText;
import tlsrpt.store.Reason;
import tlsrpt.store.Recording;
import tlsrpt.store.Withheld;

/// Sorts what is in one object, chunk by chunk: what counts goes into the ledger; if anything does not, the object is
/// held with the first reason.
final class Sorting {

    /// What strangers may have sorted in one object. Each costs a transaction or two, and a small archive can hold
    /// millions.
    private static final int MOST = 1_000;

    /// What an object of a stranger may write to the table; more would keep others waiting.
    private static final int MOST_WRITES = 500;

    private static final int NAME_CHARS = 200;

    private final String key;
    private final Door door;
    private final long size;
    private final boolean mayBeHeld;
    private Progress progress = new Progress(0, 0, 0, 0, null, null);

    /// @param mayBeHeld whether an earlier delivery may have held the object
    Sorting(String key, Door door, long size, boolean mayBeHeld) {
        this.key = key;
        this.door = door;
        this.size = size;
        this.mayBeHeld = mayBeHeld;
    }

    /// How far the chunks before came.
    ///
    /// @param sorted things that were sorted
    /// @param reports how many of them are reports that may count
    /// @param writes to the table, at most
    /// @param withheld how many of the things do not count
    /// @param first the first of these
    /// @param sender the organization that signed it
    private record Progress(
            int sorted,
            int reports,
            int writes,
            int withheld,
            @Nullable Withheld first,
            @Nullable String sender) {}

    /// The next chunk; the one before has been counted.
    Chunk chunk(List<Found> found, boolean last) {
        var before = progress;
        var things = List.copyOf(found);
        int weight = things.stream().mapToInt(Found::weight).sum();
        return new Chunk(last, weight, counting -> {
            var pass = new Pass(before, counting);
            things.forEach(pass::sort);
            if (last) {
                pass.settle();
            }
            pass.tell();
            progress = pass.progress();
        });
    }

    /// The counting of one chunk.
    private final class Pass {

        private final Progress before;
        private final Counting counting;
        private final List<Withheld> withheld = new ArrayList<>();
        private int sorted;
        private int reports;
        private int writes;
        private @Nullable String sender;

        Pass(Progress before, Counting counting) {
            this.before = before;
            this.counting = counting;
            sorted = before.sorted();
            reports = before.reports();
            writes = before.writes();
            sender = before.sender();
        }

        void sort(Found found) {
            switch (found) {
                case Found.ReadReport read -> report(read);
                case Found.Unreadable unreadable -> {
                    if (hasRoom()) {
                        var fault = unreadable.fault();
                        withheld.add(Withheld.of(reason(fault), fault.message(), null));
                    }
                }
            }
        }

        /// Ends the object: holds it, or releases it.
        void settle() {
            if (sorted == 0) {
                withheld.add(Withheld.noReport("no TLS report is in it"));
            } else if (sorted > MOST && door != Door.IMPORT) {
                withheld.add(Withheld.of(Reason.HOSTILE, "it holds more than " + MOST + " things to sort", null));
            }
            var all = progress();
            if (all.first() != null) {
                hold(all.first().withOthers(all.withheld() - 1), all.sender());
            } else if (mayBeHeld) {
                counting.held().release(key);
            }
        }

        private void hold(Withheld why, @Nullable String sender) {
            if (door == Door.IMPORT) {
                counting.held().hold(key, why, size);
            } else {
                counting.held().hold(key, why, size, sender != null ? sender : "senders who sign nothing");
            }
        }

        /// Tells of the first of each reason; a stranger may have put in thousands.
        void tell() {
            var firstOfReason = new EnumMap<Reason, Withheld>(Reason.class);
            var numbers = new EnumMap<Reason, Integer>(Reason.class);
            for (var why : withheld) {
                firstOfReason.putIfAbsent(why.reason(), why);
                numbers.merge(why.reason(), 1, Integer::sum);
            }
            firstOfReason.forEach((reason, first) -> counting.events()
                    .accept(new IngestEvent.Held(key, first.withOthers(numbers.getOrDefault(reason, 1) - 1))));
        }

        Progress progress() {
            var first = before.first() != null || withheld.isEmpty() ? before.first() : withheld.getFirst();
            return new Progress(sorted, reports, writes, before.withheld() + withheld.size(), first, sender);
        }

        private void report(Found.ReadReport read) {
            var settings = counting.settings();
            var submitter = Submitter.of(read.report(), read.hints());
            if (before.first() == null && withheld.isEmpty()) {
                sender = organization(read.reporter());
            }
            if (read.trust() == Trust.UNSIGNED && !settings.countUnsigned()) {
                if (hasRoom()) {
                    withheld.add(Withheld.of(Reason.UNSIGNED, printable(read.sender()), submitter));
                }
                return;
            }
            var placed = counting.ledger()
                    .placed(new Provenance(
                            read.trust(),
                            door,
                            read.reporter(),
                            door == Door.HTTPS ? network(key) : organization(read.reporter()),
                            submitter,
                            key,
                            read.arrival()));
            var bounds = placed.from().trust();
            if (++reports > bounds.reports()) {
                flood("at most " + bounds.reports() + " of its reports counts", submitter);
                return;
            }
            var reportedDomains = ReportedDomain.in(read.report(), read.hints());
            if (reportedDomains.isEmpty() && hasRoom()) {
                withheld.add(Withheld.of(Reason.NOT_OUR_DOMAIN, "it names no domain", submitter));
            }
            var identity = Identity.of(read.report());
            int most = Math.min(bounds.domains(), reportedDomains.size());
            for (var reported : reportedDomains.subList(0, most)) {
                if (!hasRoom()) {
                    return;
                }
                if (settings.covering(reported.domain()).isEmpty()) {
                    withheld.add(Withheld.notListed(printable(reported.domain()), submitter));
                } else {
                    record(read, reported, identity, placed);
                }
            }
            if (reportedDomains.size() > most) {
                flood("at most " + most + " domains of a report count", submitter);
            }
        }

        private void flood(String detail, String submitter) {
            if (hasRoom()) {
                withheld.add(Withheld.of(Reason.FLOOD, detail, submitter));
            }
        }

        private void record(Found.ReadReport read, ReportedDomain reported, Identity identity, Placed placed) {
            var provenance = placed.from();
            var text = new ReadText(read.text(), ReportReader.VERSION);
            var recording = new Recording(reported, read.report(), identity, provenance, text);
            var counted = new IngestEvent.Counted(recording.ref(), provenance, reported.headline(), read.quirks());
            writes += recording.writes();
            if (writes > MOST_WRITES && door != Door.IMPORT) {
                flood("it takes more than " + MOST_WRITES + " writes", provenance.submitter());
                return;
            }
            var outcome = placed.blocked()
                    ? counting.ledger().keepOut(recording)
                    : counting.ledger().record(recording, counting.settings());
            switch (outcome) {
                case Outcome.Recorded _ -> counting.events().accept(new IngestEvent.Recorded(counted));
                case Outcome.Replaced replaced ->
                    counting.events().accept(new IngestEvent.Replaced(counted, replaced.before()));
                case Outcome.Duplicate duplicate ->
                    counting.events().accept(new IngestEvent.Duplicate(counted, duplicate.known()));
                case Outcome.Held kept ->
                    withheld.add(Withheld.of(kept.reason(), kept.detail(), provenance.submitter())
                            .by(provenance.trust() == Trust.STRANGER ? provenance.reporter() : null));
            }
        }

        private boolean hasRoom() {
            return ++sorted <= MOST || door == Door.IMPORT;
        }
    }

    private static @Nullable String organization(@Nullable ReporterId reporter) {
        var organization = reporter == null ? null : Organization.of(reporter.domain());
        return organization == null ? null : organization.domain();
    }

    /// `https/2026-03-02/v4-c63364/…`, if the network of the client is known
    private static @Nullable String network(String key) {
        var parts = key.split("/", -1);
        return parts.length == 4 && parts[2].startsWith("v") ? parts[2] : null;
    }

    private static String printable(String text) {
        return Printable.of(text, NAME_CHARS);
    }

    private static Reason reason(Fault fault) {
        return switch (fault.why()) {
            case NOT_A_REPORT -> Reason.NOT_A_REPORT;
            case IN_THE_FUTURE -> Reason.IN_THE_FUTURE;
            case PAST_A_LIMIT -> Reason.HOSTILE;
        };
    }
}
