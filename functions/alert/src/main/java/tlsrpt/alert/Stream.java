package tlsrpt.alert;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tlsrpt.alerting.Alerter;
import tlsrpt.report.Printable;
import tlsrpt.store.StoredReport;

/// The records of one invocation, in their order. A stream continues behind the first failure, so that is where it
/// delivers again; records of other domains behind it are evaluated all the same, as that may take many tries.
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
            var key = record.after().get("pk");
            var domain = key == null ? "" : String.valueOf(key.s());
            if (failed.containsKey(domain)) {
                continue;
            }
            try {
                if (isNews(record)) {
                    alerter.judge(StoredReport.of(record.after()), record.at(), rules);
                }
            } catch (RuntimeException e) {
                log.println("record " + record.sequence() + " failed: " + Printable.of(e.toString(), DETAIL));
                failed.put(domain, record.sequence());
            }
        }
        return failed.values().stream().findFirst();
    }

    /// A report that was recorded, or a copy of it that is trusted more; not one that was read again, or forgotten.
    private static boolean isNews(StreamRecord record) {
        var key = record.after().get("sk");
        if (key == null || !key.s().startsWith("R#")) {
            return false;
        }
        return switch (record.event()) {
            case "INSERT" -> true;
            case "MODIFY" ->
                StoredReport.of(record.after())
                                .trust()
                                .compareTo(StoredReport.of(record.before()).trust())
                        > 0;
            default -> false;
        };
    }
}
