package tlsrpt.alert;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tlsrpt.alerting.Alerter;
import tlsrpt.report.Printable;
import tlsrpt.report.Trust;
import tlsrpt.store.StoredPosture;
import tlsrpt.store.StoredReport;

/// The records of one invocation, in order. Redelivery starts at the first failed record. Later records of other
/// domains are still evaluated, because the failed one may take many retries.
public final class Stream {

    private static final int DETAIL = 300;

    private final Alerter alerter;
    private final PrintStream log;

    public Stream(Alerter alerter, PrintStream log) {
        this.alerter = alerter;
        this.log = log;
    }

    /// The sequence number of the first that has to be delivered again; empty where all is done.
    Optional<String> process(List<StreamRecord> records) {
        var rules = alerter.rules();
        var failed = new LinkedHashMap<String, String>();
        for (var record : records) {
            var domain = record.after()
                    .or(record::before)
                    .map(item -> item.key().pk())
                    .orElse("");
            if (failed.containsKey(domain)) {
                continue;
            }
            try {
                news(record).ifPresent(report -> alerter.judge(report, record.at(), rules));
                gone(record).ifPresent(report -> alerter.withdraw(report, rules));
                record.after().flatMap(StoredPosture::in).ifPresent(alerter::judgeCheck);
            } catch (RuntimeException e) {
                log.println("record " + record.sequence() + " failed: " + Printable.of(e.toString(), DETAIL));
                failed.put(domain, record.sequence());
            }
        }
        return failed.values().stream().findFirst();
    }

    /// Returns a report that was recorded, or a copy that is trusted more; not one that was read again, or forgotten.
    private static Optional<StoredReport> news(StreamRecord record) {
        var after = record.after().flatMap(StoredReport::in);
        return switch (record.event()) {
            case "INSERT" -> after;
            case "MODIFY" ->
                after.filter(report -> record.before()
                        .flatMap(StoredReport::in)
                        .filter(before -> trust(report).compareTo(trust(before)) > 0)
                        .isPresent());
            default -> Optional.empty();
        };
    }

    /// Returns a report that was taken out; not one that has expired.
    private static Optional<StoredReport> gone(StreamRecord record) {
        return record.event().equals("REMOVE")
                ? record.before()
                        .flatMap(StoredReport::in)
                        .filter(report ->
                                report.booking().expires() > record.at().getEpochSecond())
                : Optional.empty();
    }

    private static Trust trust(StoredReport report) {
        return report.provenance().trust();
    }
}
