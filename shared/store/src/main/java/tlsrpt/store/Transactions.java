package tlsrpt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.table.Condition;
import tlsrpt.table.Key;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What is written together: a report's item, always first and on a condition, and the rows that change with it. At
/// most 98 writes, of [tlsrpt.table.Table#MAX_WRITES].
final class Transactions {

    private final long anonymousADay;

    Transactions(long anonymousADay) {
        this.anonymousADay = anonymousADay;
    }

    /// Returns the writes of a report that is not there, refused elsewhere if the day has its limit of anonymous ones.
    List<Write> insertion(StoredReport fresh) {
        return writes(
                new Write.Put(fresh.item(), new Condition.Absent()),
                fresh.booking().contribution(),
                fresh,
                new Condition.MissingOrBelow(Counter.REPORTS.token(), Value.of(anonymousADay)));
    }

    /// Returns the writes that replace the known report, if it is still as it was seen.
    List<Write> replacement(StoredReport known, StoredReport fresh) {
        return writes(
                new Write.Put(fresh.item(), isAsSeen(known)),
                fresh.booking().contribution().minus(known.booking().contribution()),
                fresh,
                new Condition.Always());
    }

    /// Returns the writes that remove the known report, if it is still as it was seen.
    List<Write> removal(StoredReport known) {
        return writes(
                new Write.Delete(Keys.report(known.ref()), isAsSeen(known)),
                Contribution.NONE.minus(known.booking().contribution()),
                known,
                new Condition.Always());
    }

    private static List<Write> writes(Write first, Contribution change, StoredReport report, Condition ofQuota) {
        var writes = new ArrayList<Write>();
        writes.add(first);
        change.rows().forEach((key, counters) -> writes.add(row(key, counters, report, ofQuota)));
        return writes;
    }

    private static Write row(Key key, SortedMap<String, Long> counters, StoredReport report, Condition ofQuota) {
        var set = new TreeMap<String, Value>();
        set.put("expires", Value.of(report.booking().expires()));
        boolean grows = counters.values().stream().anyMatch(n -> n > 0);
        if (grows && (Keys.isFailureDay(key) || Keys.isReporterDay(key))) {
            set.put("example", Value.of(report.ref().identity()));
        }
        var condition = Keys.isQuota(key) ? ofQuota : new Condition.Always();
        return new Write.Change(key, set, new TreeMap<>(), counters, condition);
    }

    private static Condition isAsSeen(StoredReport known) {
        return new Condition.Same("version", Value.of(known.booking().version()));
    }
}
