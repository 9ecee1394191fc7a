package tlsrpt.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tlsrpt.report.ReporterId;
import tlsrpt.table.Condition;
import tlsrpt.table.Key;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What is written together: the item of a claim, always first and on the condition that it is as it was seen, the
/// items of its reports, and the rows that change with them. At most 98 writes, of [tlsrpt.table.Table#MAX_WRITES].
final class Transactions {

    private final long anonymousADay;

    Transactions(long anonymousADay) {
        this.anonymousADay = anonymousADay;
    }

    /// Returns the writes that count a report beside what is counted of its claim, refused elsewhere if the day has its
    /// limit of anonymous ones.
    List<Write> insertion(Claim seen, StoredReport fresh, List<Write> arrival) {
        var writes = new ArrayList<Write>();
        writes.add(seen.with(fresh).write(seen));
        writes.add(Write.put(fresh.item()));
        writes.addAll(arrival);
        rows(
                writes,
                fresh.booking().contribution(),
                fresh,
                new Condition.MissingOrBelow(Counter.REPORTS.token(), Value.of(anonymousADay)));
        return writes;
    }

    /// Returns the writes that count a report in place of a known one.
    List<Write> replacement(Claim seen, StoredReport known, StoredReport fresh, List<Write> arrival) {
        var writes = new ArrayList<Write>();
        writes.add(seen.without(known).with(fresh).write(seen));
        if (!known.ref().equals(fresh.ref())) {
            writes.add(Write.delete(Keys.report(known.ref())));
            writes.addAll(arrival);
        }
        writes.add(Write.put(fresh.item()));
        rows(
                writes,
                fresh.booking().contribution().minus(known.booking().contribution()),
                fresh,
                new Condition.Always());
        return writes;
    }

    /// Returns the writes that remove a known report.
    List<Write> removal(Claim seen, StoredReport known) {
        var writes = new ArrayList<Write>();
        writes.add(seen.without(known).write(seen));
        writes.add(Write.delete(Keys.report(known.ref())));
        rows(writes, Contribution.NONE.minus(known.booking().contribution()), known, new Condition.Always());
        return writes;
    }

    /// Returns the writes that move a known report to where it counts nothing, while its reporter is blocked.
    List<Write> withdrawal(Claim seen, StoredReport known, ReporterId reporter, Instant blocked) {
        var writes = new ArrayList<>(removal(seen, known));
        writes.add(Write.put(known.blockedItem(reporter)));
        writes.add(as(reporter, blocked.toString()));
        return writes;
    }

    /// Returns the writes that end that, while its reporter is not blocked; others may go with them.
    List<Write> release(ReporterId reporter, StoredReport kept) {
        var version = Value.of(kept.booking().version());
        return List.of(
                new Write.Delete(Keys.blocked(reporter, kept.ref()), new Condition.Same("version", version)),
                as(reporter, ReporterMemory.NO));
    }

    /// Changes nothing, and is refused if the reporter is not as it was seen.
    private static Write as(ReporterId reporter, String blocked) {
        return Write.Change.of(Keys.reporter(reporter))
                .set(ReporterMemory.BLOCKED, blocked)
                .when(new Condition.Same(ReporterMemory.BLOCKED, Value.of(blocked)));
    }

    private static void rows(List<Write> writes, Contribution change, StoredReport report, Condition ofQuota) {
        change.rows().forEach((key, counters) -> writes.add(row(key, counters, report, ofQuota)));
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
}
