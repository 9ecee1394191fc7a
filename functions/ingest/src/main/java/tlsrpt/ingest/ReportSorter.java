package tlsrpt.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Fault;
import tlsrpt.report.DomainName;
import tlsrpt.report.Printable;
import tlsrpt.report.Quirk;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;
import tlsrpt.store.DamagedItemException;
import tlsrpt.store.HeldReason;
import tlsrpt.store.HeldReport;
import tlsrpt.store.Recording;
import tlsrpt.store.RecordingResult;

/// Sorts the reports of one object, chunk by chunk: those that count go into the ledger; if any does not count, the
/// object is held with the first reason.
final class ReportSorter {

    /// The maximum of untrusted items that are sorted per object. Each costs a transaction or two, and a small archive
    /// can hold millions.
    private static final int MOST = 1_000;

    /// The maximum of table writes for an untrusted object; more would delay others.
    private static final int MOST_WRITES = 500;

    private static final int NAME_CHARS = 200;

    /// How many domains of a chunk's reports are computed ahead, since all of them are in memory.
    private static final int MOST_AHEAD = 256;

    private final String key;
    private final Transport transport;
    private final long size;
    private final boolean mayBeHeld;
    private Progress progress = new Progress(0, 0, 0, 0, null, null);

    /// @param mayBeHeld whether an earlier delivery may have held the object
    ReportSorter(String key, Transport transport, long size, boolean mayBeHeld) {
        this.key = key;
        this.transport = transport;
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
            @Nullable HeldReport first,
            @Nullable String sender) {}

    /// The next chunk; the one before has been counted.
    Chunk chunk(List<Found> found, boolean last) {
        var before = progress;
        var things = ready(found);
        int weight = found.stream().mapToInt(Found::weight).sum();
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

    /// Computes ahead of the transaction what does not need the table.
    private List<Ready> ready(List<Found> found) {
        var things = new ArrayList<Ready>(found.size());
        int ahead = MOST_AHEAD;
        for (var thing : found) {
            switch (thing) {
                case Found.ReadReport read -> {
                    var report = Ready.Report.of(read, key, transport, ahead);
                    ahead -= report.ahead().size();
                    things.add(report);
                }
                case Found.Unreadable unreadable -> things.add(new Ready.Unreadable(unreadable.fault()));
            }
        }
        return things;
    }

    /// The counting of one chunk.
    private final class Pass {

        private final Progress before;
        private final Counting counting;
        private final List<HeldReport> withheld = new ArrayList<>();
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

        void sort(Ready thing) {
            switch (thing) {
                case Ready.Report report -> report(report);
                case Ready.Unreadable unreadable -> {
                    if (hasRoom()) {
                        var fault = unreadable.fault();
                        withheld.add(HeldReport.of(reason(fault), fault.message(), null));
                    }
                }
            }
        }

        /// Ends the object: holds it, or releases it.
        void settle() {
            if (sorted == 0) {
                withheld.add(HeldReport.noReport("no TLS report is in it"));
            } else if (sorted > MOST && transport != Transport.IMPORT) {
                withheld.add(HeldReport.of(
                        HeldReason.HOSTILE, "it contains more than " + MOST + " reports and faults", null));
            }
            var all = progress();
            if (all.first() != null) {
                hold(all.first().withOthers(all.withheld() - 1), all.sender());
            } else if (mayBeHeld) {
                counting.held().release(key);
            }
        }

        private void hold(HeldReport why, @Nullable String sender) {
            if (transport == Transport.IMPORT) {
                counting.held().hold(key, why, size);
            } else {
                counting.held().hold(key, why, size, sender != null ? sender : "senders who sign nothing");
            }
        }

        /// Reports the first item of each reason, because an untrusted object may contain thousands.
        void tell() {
            var firstOfReason = new EnumMap<HeldReason, HeldReport>(HeldReason.class);
            var numbers = new EnumMap<HeldReason, Integer>(HeldReason.class);
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

        private void report(Ready.Report report) {
            var settings = counting.settings();
            var submitter = report.from().submitter();
            if (before.first() == null && withheld.isEmpty()) {
                sender = transport == Transport.HTTPS ? null : report.from().organization();
            }
            if (report.from().trust() == Trust.UNSIGNED && !settings.countUnsigned()) {
                if (hasRoom()) {
                    withheld.add(HeldReport.of(
                            HeldReason.UNSIGNED, printable(report.read().evidence()), submitter));
                }
                return;
            }
            var placed = counting.ledger().placed(report.from());
            var bounds = placed.from().trust();
            if (++reports > bounds.reports()) {
                flood("at most " + bounds.reports() + " of its reports counts", submitter);
                return;
            }
            var domains = report.domains();
            if (domains.isEmpty() && hasRoom()) {
                withheld.add(HeldReport.of(HeldReason.NOT_OUR_DOMAIN, "it names no domain", submitter));
            }
            int most = Math.min(bounds.domains(), domains.size());
            for (int i = 0; i < most; i++) {
                if (!hasRoom()) {
                    return;
                }
                var domain = domains.get(i).domain();
                if (settings.covering(domain).isEmpty()) {
                    withheld.add(notOurs(domain, printable(domain) + " is not a listed domain", submitter, bounds));
                } else {
                    record(
                            report.recording(i, placed.from()),
                            placed.blocked(),
                            report.read().quirks());
                }
            }
            if (domains.size() > most) {
                flood("at most " + most + " domains of a report count", submitter);
            }
        }

        private void flood(String detail, String submitter) {
            if (hasRoom()) {
                withheld.add(HeldReport.of(HeldReason.FLOOD, detail, submitter));
            }
        }

        private void record(Recording recording, boolean blocked, List<Quirk> quirks) {
            var provenance = recording.provenance();
            var headline = recording.reported().headline();
            var counted = new IngestEvent.Counted(recording.ref(), provenance, headline, quirks);
            writes += recording.writes();
            if (writes > MOST_WRITES && transport != Transport.IMPORT) {
                flood("it takes more than " + MOST_WRITES + " writes", provenance.submitter());
                return;
            }
            switch (recorded(recording, blocked)) {
                case RecordingResult.Recorded _ -> counting.events().accept(new IngestEvent.Recorded(counted));
                case RecordingResult.Replaced replaced ->
                    counting.events().accept(new IngestEvent.Replaced(counted, replaced.before()));
                case RecordingResult.Duplicate duplicate ->
                    counting.events().accept(new IngestEvent.Duplicate(counted, duplicate.known()));
                case RecordingResult.Held kept
                when kept.reason() == HeldReason.NOT_OUR_DOMAIN ->
                    withheld.add(notOurs(
                            recording.reported().domain(),
                            printable(kept.detail()),
                            provenance.submitter(),
                            provenance.trust()));
                case RecordingResult.Held kept ->
                    withheld.add(HeldReport.of(kept.reason(), kept.detail(), provenance.submitter())
                            .by(provenance.trust() == Trust.STRANGER ? provenance.reporter() : null));
            }
        }

        private RecordingResult recorded(Recording recording, boolean blocked) {
            try {
                return blocked
                        ? counting.ledger().keepOut(recording)
                        : counting.ledger().record(recording, counting.settings());
            } catch (DamagedItemException e) {
                return new RecordingResult.Held(HeldReason.DAMAGED, String.valueOf(e.getMessage()));
            }
        }

        private boolean hasRoom() {
            return ++sorted <= MOST || transport == Transport.IMPORT;
        }
    }

    /// An alert asks to add the domain only if it can be one, and somebody known reports it. Others name what they
    /// like.
    private static HeldReport notOurs(String domain, String detail, String submitter, Trust trust) {
        boolean asks = DomainName.isDomain(domain) && (trust.isTrusted() || trust == Trust.UNSIGNED);
        var held = HeldReport.notOurs(printable(domain), detail, submitter);
        return asks ? held : held.withoutAlert();
    }

    private static String printable(String text) {
        return Printable.of(text, NAME_CHARS);
    }

    private static HeldReason reason(Fault fault) {
        return switch (fault.why()) {
            case NOT_A_REPORT -> HeldReason.NOT_A_REPORT;
            case IN_THE_FUTURE -> HeldReason.IN_THE_FUTURE;
            case PAST_A_LIMIT -> HeldReason.HOSTILE;
        };
    }
}
