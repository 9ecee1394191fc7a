package tlsrpt.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.Fault;
import tlsrpt.intake.Opened;
import tlsrpt.report.Door;
import tlsrpt.report.Identity;
import tlsrpt.report.Printable;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Submitter;
import tlsrpt.report.Trust;
import tlsrpt.store.Ledger;
import tlsrpt.store.Outcome;
import tlsrpt.store.Reason;
import tlsrpt.store.Recording;
import tlsrpt.store.Settings;

/// Sorts what is in one object: what counts goes into the ledger, what does not is withheld, with its reason.
final class Sorting {

    /// What strangers may have sorted in one object. Each costs a transaction or two, and a small archive can hold
    /// millions.
    private static final int MOST = 1_000;

    private static final int NAME_CHARS = 200;

    private final Ledger ledger;
    private final Journal journal;
    private final Settings settings;
    private final String key;
    private final Door door;
    private final List<Withheld> withheld = new ArrayList<>();
    private int sorted;

    Sorting(Ledger ledger, Journal journal, Settings settings, String key, Door door) {
        this.ledger = ledger;
        this.journal = journal;
        this.settings = settings;
        this.key = key;
        this.door = door;
    }

    /// Something that does not count.
    ///
    /// @param detail a stranger's text in it is short and without controls
    /// @param who whom it came from, as far as it says
    record Withheld(Reason reason, String detail, @Nullable String who) {}

    void sort(Opened opened, Instant arrival) {
        for (var delivered : opened.delivered()) {
            report(delivered, arrival);
        }
        for (var fault : opened.faults()) {
            if (hasRoom()) {
                withhold(reason(fault), fault.message(), null);
            }
        }
    }

    /// All that was withheld, when all is sorted.
    List<Withheld> withheld() {
        if (sorted == 0) {
            withhold(Reason.NOT_A_REPORT, "no TLS report is in it", null);
        } else if (sorted > MOST && door != Door.IMPORT) {
            withhold(Reason.HOSTILE, "it holds more than " + MOST + " things to sort", null);
        }
        return withheld;
    }

    private void report(Delivered delivered, Instant arrival) {
        var report = delivered.report();
        var hints = delivered.hints();
        var submitter = Submitter.of(report, hints);
        if (delivered.trust() == Trust.UNSIGNED && !settings.countUnsigned()) {
            if (hasRoom()) {
                withhold(Reason.UNSIGNED, printable(delivered.sender()), submitter);
            }
            return;
        }
        var reportedDomains = ReportedDomain.in(report, hints);
        if (reportedDomains.isEmpty() && hasRoom()) {
            withhold(Reason.NOT_OUR_DOMAIN, "it names no domain", submitter);
        }
        var identity = Identity.of(report);
        var text = delivered.text().sha256();
        for (var reported : reportedDomains) {
            if (!hasRoom()) {
                return;
            }
            if (settings.covering(reported.domain()).isEmpty()) {
                withhold(Reason.NOT_OUR_DOMAIN, printable(reported.domain()) + " is not among the domains", submitter);
                continue;
            }
            var recording = new Recording(
                    reported,
                    report,
                    identity,
                    delivered.trust(),
                    door,
                    submitter,
                    key,
                    arrival,
                    text,
                    ReportReader.VERSION);
            switch (ledger.record(recording, settings)) {
                case Outcome.Recorded _ -> journal.counted(Journal.Metric.RECORDED, recording, delivered.quirks());
                case Outcome.Replaced _ -> journal.counted(Journal.Metric.REPLACED, recording, delivered.quirks());
                case Outcome.Duplicate _ -> journal.counted(Journal.Metric.DUPLICATE, recording, delivered.quirks());
                case Outcome.Held kept -> withhold(kept.reason(), kept.detail(), submitter);
            }
        }
    }

    private boolean hasRoom() {
        return ++sorted <= MOST || door == Door.IMPORT;
    }

    private void withhold(Reason reason, String detail, @Nullable String who) {
        withheld.add(new Withheld(reason, detail, who));
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
