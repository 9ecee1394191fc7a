package tlsrpt.store;

import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tlsrpt.report.Trust;

/// Reads the ledger. Every view is one query, paged, at a cost that does not depend on how many reports stand behind
/// it; the overview is 14, one a day. What has expired is left out, whether or not DynamoDB has deleted it.
///
/// Views read what may be a second old. A `cursor` is `null` for the first page, then [Page#next] of the one before;
/// one that was made for another list throws [BadCursorException]. Domains are lower-case A-labels.
public final class Views {

    static final int OVERVIEW_DAYS = 14;

    private static final int DOMAINS = 1000;
    private static final int ROWS = 2000;
    private static final int REPORTS = 50;
    private static final int REPORTERS = 1000;
    private static final int ALERTS = 500;

    private final Table table;
    private final Clock clock;

    public Views(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// The domains that were reported in the 14 days up to `last`, by name.
    public Page<DomainOverview> overview(LocalDate last, @Nullable String cursor) {
        var route = Cursor.route("overview", last.toString());
        var after = route.open(cursor);
        var byDomain = new TreeMap<String, List<DomainDay>>();
        String bound = null;
        for (int back = OVERVIEW_DAYS - 1; back >= 0; back--) {
            var day = last.minusDays(back);
            var found = table.query(Table.Range.all(Keys.dayPartition(day), after), DOMAINS, false);
            for (var item : alive(found.items())) {
                var domainDay = DomainDay.of(item, day);
                if (domainDay.total().reports() > 0) {
                    byDomain.computeIfAbsent(domainDay.domain(), _ -> new ArrayList<>())
                            .add(domainDay);
                }
            }
            if (found.last() != null && (bound == null || found.last().compareTo(bound) < 0)) {
                bound = found.last();
            }
        }
        // Only up to here has every day been read.
        var complete = bound == null ? byDomain : byDomain.headMap(bound, true);
        return new Page<>(
                complete.entrySet().stream()
                        .map(domain -> new DomainOverview(domain.getKey(), domain.getValue()))
                        .toList(),
                bound == null ? null : route.at(bound));
    }

    /// The domains of which something was recorded, by name.
    public Page<KnownDomain> domains(@Nullable String cursor) {
        var route = Cursor.route("domains");
        var found = table.query(Table.Range.all(Keys.DOMAINS, route.open(cursor)), DOMAINS, false);
        return new Page<>(
                found.items().stream().map(KnownDomain::of).toList(),
                found.last() == null ? null : route.at(found.last()));
    }

    public Optional<KnownDomain> domain(String domain) {
        var item = table.get(Keys.domain(domain));
        return item.isEmpty() ? Optional.empty() : Optional.of(KnownDomain.of(item));
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
        for (int back = OVERVIEW_DAYS - 1; back >= 0; back--) {
            var day = last.minusDays(back);
            String after = null;
            do {
                var range = new Table.Range(Keys.dayPartition(day), from, to, after, false);
                var found = table.query(range, DOMAINS, false);
                for (var item : alive(found.items())) {
                    var domainDay = DomainDay.of(item, day);
                    days.computeIfAbsent(domainDay.domain(), _ -> new ArrayList<>())
                            .add(domainDay);
                }
                after = found.last();
            } while (after != null);
        }
        return days;
    }

    /// Who reported what on each day, by day.
    public Page<ReporterDay> reporterDays(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        var rows = rows("A", domain, first, last, cursor, false, ROWS);
        return new Page<>(
                rows.items().stream()
                        .map(item -> ReporterDay.of(domain, item))
                        .filter(row -> row.sessions().reports() > 0)
                        .toList(),
                rows.next());
    }

    /// What all reporters say of each day, earliest first: the reporters' days added up.
    public Page<DomainDay> days(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        var days = new TreeMap<LocalDate, Map<Trust, Sessions>>();
        var next = cursor;
        do {
            var rows = reporterDays(domain, first, last, next);
            for (var row : rows.items()) {
                days.computeIfAbsent(row.day(), _ -> new EnumMap<>(Trust.class))
                        .merge(row.trust(), row.sessions(), Sessions::plus);
            }
            next = rows.next();
        } while (next != null && days.size() < 2);
        if (next != null) {
            // More rows of the last day may follow, so it belongs to the next page.
            days.pollLastEntry();
            next = route("A", domain, first, last).at(Keys.to("A", days.lastKey()));
        }
        return new Page<>(
                days.entrySet().stream()
                        .map(day -> new DomainDay(domain, day.getKey(), day.getValue()))
                        .toList(),
                next);
    }

    /// Who reported in these days, most sessions first: the reporters' days added up. At most a thousand, since anyone
    /// may POST in any name.
    public List<Reporter> reporters(String domain, LocalDate first, LocalDate last) {
        var reporters = new HashMap<String, Reporter>();
        String next = null;
        do {
            var rows = reporterDays(domain, first, last, next);
            for (var row : rows.items()) {
                reporters.merge(row.trust() + "#" + row.submitter(), Reporter.of(row), Reporter::plus);
            }
            next = rows.next();
        } while (next != null);
        return reporters.values().stream()
                .sorted(Reporter.MOST_SESSIONS_FIRST)
                .limit(REPORTERS)
                .toList();
    }

    /// What failed on each day, by day and reporter.
    public Page<FailureDay> failures(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        var rows = rows("F", domain, first, last, cursor, false, ROWS);
        return new Page<>(
                rows.items().stream()
                        .map(item -> FailureDay.of(domain, item))
                        .filter(row -> row.failed() > 0)
                        .toList(),
                rows.next());
    }

    /// The reports of these days, newest day first.
    public Page<StoredReport> reports(String domain, LocalDate first, LocalDate last, @Nullable String cursor) {
        var rows = rows("R", domain, first, last, cursor, true, REPORTS);
        return new Page<>(rows.items().stream().map(StoredReport::of).toList(), rows.next());
    }

    public Optional<StoredReport> report(ReportRef ref) {
        return alive(List.of(table.get(Keys.report(ref)))).stream()
                .map(StoredReport::of)
                .findFirst();
    }

    /// The alerts that are open, by domain.
    public Page<StoredAlert> openAlerts(@Nullable String cursor) {
        var route = Cursor.route("open");
        var found = table.query(Table.Range.all(AlertItems.OPEN, route.open(cursor)), ALERTS, false);
        return new Page<>(
                found.items().stream().map(StoredAlert::of).toList(),
                found.last() == null ? null : route.at(found.last()));
    }

    /// The alerts of a domain that are open.
    public List<StoredAlert> openAlertsOf(String domain) {
        var range = new Table.Range(Keys.domainPartition(domain), "X#", "X$", null, false);
        return table.query(range, ALERTS, false).items().stream()
                .map(StoredAlert::of)
                .toList();
    }

    /// The messages of a month, of all domains, newest first.
    public Page<StoredAlert> alerts(YearMonth month, @Nullable String cursor) {
        var route = Cursor.route("alerts", month.toString());
        var range = new Table.Range(AlertItems.month(month.toString()), null, null, route.open(cursor), true);
        var found = table.query(range, ALERTS, false);
        return new Page<>(
                alive(found.items()).stream().map(StoredAlert::of).toList(),
                found.last() == null ? null : route.at(found.last()));
    }

    private Page<Map<String, AttributeValue>> rows(
            String kind,
            String domain,
            LocalDate first,
            LocalDate last,
            @Nullable String cursor,
            boolean newestFirst,
            int limit) {
        var route = route(kind, domain, first, last);
        var from = Keys.from(kind, first);
        var to = Keys.to(kind, last);
        var after = route.open(cursor);
        if (first.isAfter(last)) {
            return new Page<>(List.of(), null);
        }
        if (after != null && (after.compareTo(from) < 0 || after.compareTo(to) > 0)) {
            throw new BadCursorException();
        }
        var range = new Table.Range(Keys.domainPartition(domain), from, to, after, newestFirst);
        var found = table.query(range, limit, false);
        return new Page<>(alive(found.items()), found.last() == null ? null : route.at(found.last()));
    }

    private static Cursor route(String kind, String domain, LocalDate first, LocalDate last) {
        return Cursor.route(kind, domain, first.toString(), last.toString());
    }

    private List<Map<String, AttributeValue>> alive(List<Map<String, AttributeValue>> items) {
        long now = clock.instant().getEpochSecond();
        return items.stream()
                .filter(item -> !item.isEmpty() && Attributes.of(item).number("expires") > now)
                .toList();
    }
}
