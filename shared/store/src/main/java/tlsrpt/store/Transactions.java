package tlsrpt.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Key;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What is written together: the item of a claim, always first and on the condition that it is as it was seen, the
/// items of its reports, and the rows that change with them. At most 97 writes, of [tlsrpt.table.Table#MAX_WRITES].
final class Transactions {

    private final long anonymousADay;
    private final boolean bounded;

    /// @param bounded whether only so many reports [a day][Trust#aDay] count
    Transactions(long anonymousADay, boolean bounded) {
        this.anonymousADay = anonymousADay;
        this.bounded = bounded;
    }

    /// Returns the writes that count a report beside what is counted of its claim, refused elsewhere if the day has its
    /// limit of such reports.
    ///
    /// @param known whether the sender reported before, so that it may use [what is kept][Trust#keepsHalf] for such
    List<Write> insertion(Claim seen, StoredReport fresh, List<Write> share, boolean known) {
        return insertion(seen, fresh, share, key -> bound(key, fresh.provenance(), known));
    }

    /// Returns the writes that count a report again that its day had room for before.
    List<Write> restoration(Claim seen, StoredReport fresh, List<Write> release) {
        return insertion(seen, fresh, release, _ -> new Condition.Always());
    }

    private static List<Write> insertion(
            Claim seen, StoredReport fresh, List<Write> others, Function<Key, Condition> bound) {
        var writes = new ArrayList<Write>();
        writes.add(seen.with(fresh).write(seen));
        writes.add(Write.put(fresh.item()));
        writes.addAll(others);
        rows(writes, fresh.booking().contribution(), fresh, bound);
        return writes;
    }

    /// Returns the writes that count a report in place of a known one.
    List<Write> replacement(Claim seen, StoredReport known, StoredReport fresh, List<Write> share) {
        var writes = new ArrayList<Write>();
        writes.add(seen.without(known).with(fresh).write(seen));
        if (!known.ref().equals(fresh.ref())) {
            writes.add(Write.delete(Keys.report(known.ref())));
            writes.addAll(share);
        }
        writes.add(Write.put(fresh.item()));
        rows(
                writes,
                fresh.booking().contribution().minus(known.booking().contribution()),
                fresh,
                _ -> new Condition.Always());
        return writes;
    }

    /// Returns the writes that remove a known report.
    List<Write> removal(Claim seen, StoredReport known) {
        var writes = new ArrayList<Write>();
        writes.add(seen.without(known).write(seen));
        writes.add(Write.delete(Keys.report(known.ref())));
        rows(writes, Contribution.NONE.minus(known.booking().contribution()), known, _ -> new Condition.Always());
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
        return Write.Change.of(Keys.decision(reporter))
                .set(ReporterMemory.BLOCKED, blocked)
                .when(new Condition.Same(ReporterMemory.BLOCKED, Value.of(blocked)));
    }

    private Condition bound(Key key, Provenance from, boolean known) {
        var trust = from.trust();
        int part = bounded && !known && trust.keepsHalf() ? 2 : 1;
        if (Keys.isQuota(key)) {
            return new Condition.MissingOrBelow(Counter.REPORTS.token(), Value.of(anonymousADay / part));
        }
        if (bounded && Keys.isReporterDay(key) && trust.aDay() < Trust.ANY) {
            var reporter = from.reporter();
            var counter = reporter != null && from.isCountedByAddress()
                    ? Counter.ofReportsBy(reporter)
                    : Counter.REPORTS.token();
            return new Condition.MissingOrBelow(counter, Value.of(trust.aDay()));
        }
        return bounded && Keys.isDomainDay(key) && trust.allADay() < Trust.ANY
                ? new Condition.MissingOrBelow(Counter.REPORTS.of(trust), Value.of(trust.allADay() / part))
                : new Condition.Always();
    }

    private static void rows(
            List<Write> writes, Contribution change, StoredReport report, Function<Key, Condition> bound) {
        change.rows().forEach((key, counters) -> writes.add(row(key, counters, report, bound.apply(key))));
    }

    private static Write row(Key key, SortedMap<String, Long> counters, StoredReport report, Condition condition) {
        var set = new TreeMap<String, Value>();
        set.put("expires", Value.of(report.booking().expires()));
        boolean grows = counters.values().stream().anyMatch(n -> n > 0);
        if (grows && (Keys.isFailureDay(key) || Keys.isReporterDay(key))) {
            set.put("example", Value.of(report.ref().identity()));
        }
        return new Write.Change(key, set, new TreeMap<>(), counters, condition);
    }
}
