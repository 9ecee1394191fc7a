package tlsrpt.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// Reads the ledger. Every view is one query, paged, at a cost that does not depend on how many reports stand behind
/// it; the recent days are 14, one per day. What has expired is left out, whether or not the database has deleted it.
///
/// Views read what may be a second old. A `cursor` is `null` for the first page, then [Page#next] of the one before;
/// one that was made for another list throws [BadCursorException]. [Page#stream] reads a whole list. Domains are
/// lower-case A-labels.
public final class Views {

    private static final int RECENT_DAYS = 14;
    private static final int DOMAINS = 1000;
    private static final int ROWS = 2000;
    private static final int REPORTS = 50;

    private final Table table;
    private final Clock clock;

    public Views(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// The domains of which something was recorded, by name.
    public Page<KnownDomain> domains(@Nullable String cursor) {
        return domains(DOMAINS, cursor);
    }

    /// Returns the same views with this page size.
    public Page<KnownDomain> domains(int most, @Nullable String cursor) {
        return Cursor.route("domains")
                .page(table, Range.of(Keys.DOMAINS), most, cursor)
                .map(KnownDomain::of);
    }

    public Optional<KnownDomain> domain(String domain) {
        return table.get(Keys.domain(domain)).map(KnownDomain::of);
    }

    /// The days of neighbouring domains, such as a page of [#domains], in the 14 days up to `last`; earliest first.
    /// Domains without a report are left out. It takes 14 queries, however many domains there are.
    public Map<String, List<DomainDay>> recentDays(List<KnownDomain> neighbours, LocalDate last) {
        if (neighbours.isEmpty()) {
            return Map.of();
        }
        var from = neighbours.getFirst().domain();
        var to = neighbours.getLast().domain();
        var days = new HashMap<String, List<DomainDay>>();
        for (int back = RECENT_DAYS - 1; back >= 0; back--) {
            var day = last.minusDays(back);
            for (var item : table.all(Range.of(Keys.dayPartition(day), from, to))) {
                if (isAlive(item)) {
                    var domainDay = DomainDay.of(item, day);
                    days.computeIfAbsent(domainDay.domain(), _ -> new ArrayList<>())
                            .add(domainDay);
                }
            }
        }
        return days;
    }

    /// What was reported of all domains on a day, by domain. It takes one query, paged.
    public List<DomainDay> ofDay(LocalDate day) {
        return table.all(Range.of(Keys.dayPartition(day))).stream()
                .filter(this::isAlive)
                .map(item -> DomainDay.of(item, day))
                .toList();
    }

    /// Who reported what on each day, by day.
    public Page<ReporterDay> reporterDays(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        return rows("A", domain, first, last, cursor)
                .map(item -> ReporterDay.of(domain, item))
                .only(row -> row.sessions().reports() > 0);
    }

    /// What failed on each day, by day and reporter.
    public Page<FailureDay> failures(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        return rows("F", domain, first, last, cursor)
                .map(item -> FailureDay.of(domain, item))
                .only(row -> row.failed() > 0);
    }

    /// The reports of these days, newest day first.
    public Page<StoredReport> reports(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        return rows("R", domain, first, last, cursor).read(StoredReport::of);
    }

    /// All that the reporter of a report says of the domain for its day.
    public Optional<ReporterDay> reporterDay(StoredReport report) {
        return report.booking().contribution().rows().keySet().stream()
                .filter(Keys::isReporterDay)
                .findFirst()
                .flatMap(table::get)
                .map(item -> ReporterDay.of(report.ref().domain(), item));
    }

    /// Returns a report.
    ///
    /// @throws DamagedItemException if it cannot be read
    public Optional<StoredReport> report(ReportRef ref) {
        return table.get(Keys.report(ref)).filter(this::isAlive).map(StoredReport::of);
    }

    /// Returns a report that others can stand in for; empty also if it cannot be read.
    public Optional<StoredReport> example(ReportRef ref) {
        try {
            return report(ref);
        } catch (DamagedItemException _) {
            return Optional.empty();
        }
    }

    private Page<Item> rows(String kind, String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        var route = Cursor.route(kind, domain, first.toString(), last.toString());
        var from = Keys.from(kind, first);
        var to = Keys.to(kind, last);
        var after = route.open(cursor);
        if (first.isAfter(last)) {
            return new Page<>(List.of(), null);
        }
        if (after != null && (after.compareTo(from) < 0 || after.compareTo(to) > 0)) {
            throw new BadCursorException();
        }
        var range = Range.of(Keys.domainPartition(domain), from, to);
        return (kind.equals("R")
                        ? route.page(table, range.fromTheEnd(), REPORTS, cursor)
                        : route.page(table, range, ROWS, cursor))
                .only(this::isAlive);
    }

    private boolean isAlive(Item item) {
        return item.number("expires") > clock.instant().getEpochSecond();
    }
}
