package tlsrpt.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tlsrpt.report.ReporterId;
import tlsrpt.table.Condition;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// What the operator decides of reporters.
///
/// A decision is written first and holds from then on. What it means for reports that are there already follows report
/// by report; after a crash, the same decision again completes it, and one that is complete changes nothing.
public final class Decisions {

    private final Table table;
    private final Clock clock;
    private final Ledger ledger;
    private final KnownReporters known;

    /// @param random makes versions, as in [Ledger]
    public Decisions(Table table, Clock clock, RandomGenerator random) {
        this.table = table;
        this.clock = clock;
        this.ledger = new Ledger(table, clock, random);
        this.known = new KnownReporters(table, clock);
    }

    /// What a decision changed.
    ///
    /// @param known whether a report of the reporter arrived, or it was decided on, before
    /// @param reports how many that were there already count otherwise now
    public record Changed(boolean known, long reports) {}

    /// Its reports count from now on, whatever its standing was.
    public Changed approve(ReporterId reporter) {
        boolean known = isKnown(reporter);
        decide(reporter, ReporterMemory.APPROVED);
        return new Changed(known, 0);
    }

    /// Its reports do not count from now on, nor do those that did.
    public Changed block(ReporterId reporter) {
        boolean known = isKnown(reporter);
        decide(reporter, ReporterMemory.BLOCKED);
        long reports = 0;
        for (var domain : table.all(Range.of(Keys.DOMAINS).readLatest())) {
            var counted = CountedReports.oldestFirst(table, Keys.domainPartition(domain.key()));
            while (counted.hasNext()) {
                var report = counted.next();
                if (reporter.equals(report.provenance().reporter()) && ledger.withdraw(reporter, report.ref())) {
                    reports++;
                }
            }
        }
        withdrawnDays(reporter).forEach(ledger::refresh);
        return new Changed(known, reports);
    }

    /// Ends [#block]: what it took out counts again.
    public Changed unblock(ReporterId reporter) {
        boolean known = isKnown(reporter);
        table.write(Write.Change.of(Keys.reporter(reporter))
                .set(ReporterMemory.BLOCKED, ReporterMemory.NO)
                .when(new Condition.MissingOrAbove(ReporterMemory.BLOCKED, Value.of(ReporterMemory.NO))));
        long reports = 0;
        var domains = withdrawnDays(reporter).keySet();
        for (var kept : withdrawn(reporter)) {
            if (ledger.giveBack(reporter, kept.ref())) {
                reports++;
            }
        }
        domains.forEach(domain -> ledger.refresh(domain, Set.of()));
        return new Changed(known, reports);
    }

    /// Returns whether reports of this reporter are kept out.
    public static boolean isBlocked(Table table, ReporterId reporter) {
        return ReporterMemory.of(table.get(Keys.reporter(reporter))).blocked() != null;
    }

    /// Returns the reports of a blocked reporter that were taken out.
    public List<StoredReport> withdrawn(ReporterId reporter) {
        return table.all(Range.of(Keys.blockedPartition(reporter)).readLatest()).stream()
                .map(StoredReport::ofBlocked)
                .toList();
    }

    /// Returns their domains, with the days of these.
    private Map<String, Set<LocalDate>> withdrawnDays(ReporterId reporter) {
        var days = new TreeMap<String, Set<LocalDate>>();
        for (var kept : withdrawn(reporter)) {
            days.computeIfAbsent(kept.ref().domain(), _ -> new HashSet<>())
                    .add(kept.ref().day());
        }
        return days;
    }

    private boolean isKnown(ReporterId reporter) {
        return ReporterId.BUILT_IN.contains(reporter)
                || table.get(Keys.reporter(reporter)).isPresent()
                || known.held().contains(reporter);
    }

    /// Remembers when it was decided first.
    private void decide(ReporterId reporter, String what) {
        var now = clock.instant().toString();
        table.write(Write.Change.of(Keys.reporter(reporter))
                .set(ReporterMemory.REPORTER, reporter.key())
                .set(what, now)
                .when(new Condition.MissingOrBelow(what, Value.of("0"))));
    }
}
