package tlsrpt.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.table.Condition;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// The operator's decisions about reporters.
///
/// A decision is written first and holds from then on. What it means for reports that are there already follows report
/// by report; after a crash, the same decision again completes it, and one that is complete changes nothing. So it is
/// after a [DamagedItemException]: every other report was changed before.
public final class Decisions {

    private final Table table;
    private final Clock clock;
    private final Ledger ledger;
    private final ReporterStandings reporters;
    private final KnownReporters known;

    /// @param random makes versions, as in [Ledger]
    public Decisions(Table table, Clock clock, RandomGenerator random) {
        this.table = table;
        this.clock = clock;
        this.ledger = new Ledger(table, clock, random);
        this.reporters = new ReporterStandings(table, clock, 0);
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

    /// Ends [#approve]: reports that arrive from now on have the standing that the reporter earned.
    public Changed unapprove(ReporterId reporter) {
        boolean known = isKnown(reporter);
        takeBack(decision(reporter), ReporterMemory.APPROVED);
        return new Changed(known, 0);
    }

    /// Its reports do not count from now on, nor do those that did.
    public Changed block(ReporterId reporter) {
        boolean known = isKnown(reporter);
        decide(reporter, ReporterMemory.BLOCKED);
        table.write(decision(reporter).set(ReporterMemory.THROUGH, ReporterMemory.NO));
        var damaged = new ArrayList<String>();
        long reports = withdrawAll(reporter::equals, damaged);
        withdrawnDays(reporter, damaged::add).forEach(ledger::refresh);
        DamagedItemException.throwIfAny(damaged);
        return new Changed(known || reports > 0, reports);
    }

    /// Ends [#block]: what it took out counts again.
    public Changed unblock(ReporterId reporter) {
        boolean known = isKnown(reporter);
        takeBack(decision(reporter), ReporterMemory.BLOCKED);
        var damaged = new ArrayList<String>();
        var domains = withdrawnDays(reporter, _ -> {}).keySet();
        long reports = count(
                withdrawn(reporter, damaged::add).iterator(), kept -> ledger.giveBack(reporter, kept.ref()), damaged);
        domains.forEach(domain -> ledger.refresh(domain, Set.of()));
        DamagedItemException.throwIfAny(damaged);
        return new Changed(known, reports);
    }

    /// Blocks every reporter, known or not, whose signing domain is this one or below it.
    public Changed blockDomain(String domain) {
        var key = Keys.blockedDomain(domain);
        table.write(Write.Change.of(key)
                .set(BlockedDomain.DOMAIN, domain)
                .set(ReporterMemory.BLOCKED, clock.instant().toString())
                .when(new Condition.MissingOrBelow(ReporterMemory.BLOCKED, Value.of("0"))));
        var blocked = table.get(key).flatMap(BlockedDomain::of);
        if (blocked.isEmpty()) {
            return new Changed(false, 0); // Unblocked by somebody else in the meantime.
        }
        var below = new HashSet<>(known.all());
        below.removeIf(reporter -> !DomainName.within(reporter.domain(), domain));
        below.forEach(reporter -> reporters.block(reporter, blocked.get()));
        var damaged = new ArrayList<String>();
        long reports = withdrawAll(
                reporter -> {
                    boolean isBelow = DomainName.within(reporter.domain(), domain);
                    if (isBelow && below.add(reporter)) {
                        reporters.block(reporter, blocked.get());
                    }
                    return isBelow;
                },
                damaged);
        below.forEach(reporter -> withdrawnDays(reporter, damaged::add).forEach(ledger::refresh));
        DamagedItemException.throwIfAny(damaged);
        return new Changed(!below.isEmpty(), reports);
    }

    /// Ends [#blockDomain]; reporters that were blocked by themselves stay blocked.
    public Changed unblockDomain(String domain) {
        takeBack(Write.Change.of(Keys.blockedDomain(domain)).set(BlockedDomain.DOMAIN, domain), ReporterMemory.BLOCKED);
        long reports = 0;
        var through = known.blockedThrough(domain);
        for (var reporter : through) {
            reports += unblock(reporter).reports();
        }
        return new Changed(!through.isEmpty(), reports);
    }

    /// Returns the blocked domain that keeps a reporter out, if one does.
    public Optional<BlockedDomain> blockedDomain(ReporterId reporter) {
        return reporters.blockedDomain(reporter);
    }

    private long withdrawAll(Predicate<ReporterId> blocked, List<String> damaged) {
        long reports = 0;
        for (var domain : table.all(Range.of(Keys.DOMAINS).readLatest())) {
            var counted = CountedReports.oldestFirst(table, Keys.domainPartition(domain.key()), damaged::add);
            reports += count(
                    counted,
                    report -> {
                        var reporter = report.provenance().reporter();
                        return reporter != null && blocked.test(reporter) && ledger.withdraw(reporter, report.ref());
                    },
                    damaged);
        }
        return reports;
    }

    /// Changes every report whose items can be read.
    private static long count(Iterator<StoredReport> reports, Predicate<StoredReport> change, List<String> damaged) {
        long changed = 0;
        while (reports.hasNext()) {
            try {
                if (change.test(reports.next())) {
                    changed++;
                }
            } catch (DamagedItemException e) {
                damaged.add(String.valueOf(e.getMessage()));
            }
        }
        return changed;
    }

    /// Returns whether reports of this reporter are kept out.
    public static boolean isBlocked(Table table, ReporterId reporter) {
        return of(table, reporter).blocked() != null;
    }

    /// Returns what was decided on a reporter by itself.
    static ReporterMemory of(Table table, ReporterId reporter) {
        return ReporterMemory.of(Optional.empty(), table.get(Keys.decision(reporter)), Instant.EPOCH);
    }

    /// Returns the reports of a blocked reporter that were taken out.
    ///
    /// @param damaged receives what to do about each that is left out because it cannot be read
    public List<StoredReport> withdrawn(ReporterId reporter, Consumer<String> damaged) {
        var items = table.all(Range.of(Keys.blockedPartition(reporter)).readLatest()).stream();
        return Page.readable(items, StoredReport::ofBlocked, damaged).toList();
    }

    /// Returns their domains, with the days of these.
    private Map<String, Set<LocalDate>> withdrawnDays(ReporterId reporter, Consumer<String> damaged) {
        var days = new TreeMap<String, Set<LocalDate>>();
        for (var kept : withdrawn(reporter, damaged)) {
            days.computeIfAbsent(kept.ref().domain(), _ -> new HashSet<>())
                    .add(kept.ref().day());
        }
        return days;
    }

    private boolean isKnown(ReporterId reporter) {
        return ReporterId.BUILT_IN.contains(reporter)
                || table.get(Keys.decision(reporter)).isPresent()
                || reporters.memory(reporter).since() != null
                || known.held().contains(reporter);
    }

    private static Write.Change decision(ReporterId reporter) {
        return Write.Change.of(Keys.decision(reporter)).set(ReporterMemory.REPORTER, reporter.key());
    }

    private void takeBack(Write.Change change, String what) {
        table.write(change.set(what, ReporterMemory.NO)
                .when(new Condition.MissingOrAbove(what, Value.of(ReporterMemory.NO))));
    }

    /// Remembers when it was decided first.
    private void decide(ReporterId reporter, String what) {
        var now = clock.instant().toString();
        table.write(decision(reporter).set(what, now).when(new Condition.MissingOrBelow(what, Value.of("0"))));
    }
}
