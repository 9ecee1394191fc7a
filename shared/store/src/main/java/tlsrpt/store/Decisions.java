package tlsrpt.store;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Condition;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// The known reporters, and what the operator decides of them.
///
/// A decision is written first and holds from then on. What it means for reports that are there already follows report
/// by report; after a crash, the same decision again completes it, and one that is complete changes nothing.
public final class Decisions {

    private static final int RECENT_DAYS = 90;

    private final Table table;
    private final Clock clock;
    private final Ledger ledger;
    private final Views views;

    /// @param random makes versions, as in [Ledger]
    public Decisions(Table table, Clock clock, RandomGenerator random) {
        this.table = table;
        this.clock = clock;
        this.ledger = new Ledger(table, clock, random);
        this.views = new Views(table, clock);
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

    /// Returns the reporters that are blocked.
    public List<ReporterId> blocked() {
        return memories().entrySet().stream()
                .filter(known -> known.getValue().blocked() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Lists all reporters: those that are built in, those of which a report counts, those of which reports are held
    /// until they are approved, and those that were decided on. The most trusted come first.
    public List<KnownReporter> list() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var memories = memories();
        var recent = recent(today);
        var held = held();
        ReporterId.BUILT_IN.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.of(Optional.empty())));
        held.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.of(Optional.empty())));
        var list = new ArrayList<KnownReporter>();
        memories.forEach((reporter, memory) -> {
            var ofPinned = recent.get(reporter);
            list.add(new KnownReporter(
                    reporter,
                    Reporters.standing(reporter, memory, today),
                    ofPinned == null ? memory.first() : ofPinned.first,
                    memory.days().headSet(today).size(),
                    ofPinned == null ? memory.reports() : ofPinned.reports,
                    held.contains(reporter),
                    memory.approved(),
                    memory.blocked()));
        });
        list.sort(Comparator.comparing((KnownReporter one) -> one.blocked() != null)
                .thenComparing(KnownReporter::trust, Comparator.reverseOrder())
                .thenComparing(one -> one.reporter().key()));
        return list;
    }

    private record Recent(LocalDate first, long reports) {

        Recent plus(Recent other) {
            return new Recent(first.isBefore(other.first) ? first : other.first, reports + other.reports);
        }
    }

    /// What counts of the pinned reporters, of which nothing else is remembered.
    private Map<ReporterId, Recent> recent(LocalDate today) {
        var recent = new HashMap<ReporterId, Recent>();
        Page.stream(views::domains)
                .flatMap(known -> Page.stream(cursor ->
                        views.reporterDays(known.domain(), today.minusDays(RECENT_DAYS), today.plusDays(1), cursor)))
                .filter(row -> row.trust() == Trust.VERIFIED)
                .forEach(row -> ReporterId.BUILT_IN.stream()
                        .filter(pinned -> DomainName.within(row.submitter(), Reporters.organization(pinned)))
                        .forEach(pinned -> recent.merge(
                                pinned, new Recent(row.day(), row.sessions().reports()), Recent::plus)));
        return recent;
    }

    private Set<ReporterId> held() {
        var reporters = new HashSet<ReporterId>();
        Page.stream(new HeldObjects(table, clock)::list).forEach(object -> {
            var reporter = object.why().reporter();
            if (reporter != null) {
                reporters.add(reporter);
            }
        });
        return reporters;
    }

    private Map<ReporterId, ReporterMemory> memories() {
        var memories = new HashMap<ReporterId, ReporterMemory>();
        for (var item : table.all(Range.of(Keys.REPORTERS).readLatest())) {
            var reporter = ReporterId.ofKey(item.text(ReporterMemory.REPORTER));
            if (reporter != null) {
                memories.put(reporter, ReporterMemory.of(Optional.of(item)));
            }
        }
        return memories;
    }

    private boolean isKnown(ReporterId reporter) {
        return ReporterId.BUILT_IN.contains(reporter)
                || table.get(Keys.reporter(reporter)).isPresent()
                || held().contains(reporter);
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
