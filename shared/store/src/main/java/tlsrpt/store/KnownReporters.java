package tlsrpt.store;

import java.time.Clock;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// The reporters that a collector knows.
public final class KnownReporters {

    private static final int RECENT_DAYS = 90;
    private static final int PAGE = 100;
    private static final Comparator<KnownReporter> ORDER = Comparator.comparing(KnownReporters::place);

    private final Table table;
    private final Clock clock;
    private final Views views;

    public KnownReporters(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
        this.views = new Views(table, clock);
    }

    /// Lists all reporters: those that are built in, those of which a report counts, those of which reports are held
    /// until they are approved, and those that were decided on. The most trusted come first, then the blocked.
    ///
    /// It takes a query for each domain, which counts the reports; nothing is remembered of a pinned reporter but
    /// what it reported.
    public List<KnownReporter> list() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var memories = memories();
        var recent = recent(today);
        var held = held();
        ReporterId.BUILT_IN.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.NONE));
        held.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.NONE));
        var list = new ArrayList<KnownReporter>();
        memories.forEach((reporter, memory) -> {
            list.add(known(reporter, memory, counted(recent, reporter), held, today));
        });
        list.sort(ORDER);
        return list;
    }

    private static KnownReporter known(
            ReporterId reporter,
            ReporterMemory memory,
            @Nullable Recent counted,
            Set<ReporterId> held,
            LocalDate today) {
        return new KnownReporter(
                reporter,
                ReporterStandings.standing(reporter, memory, today),
                first(reporter, memory, counted),
                until(memory),
                memory.days().headSet(today).size(),
                counted == null ? 0 : counted.reports,
                held.contains(reporter),
                memory.approved(),
                memory.blocked(),
                memory.through());
    }

    /// Lists the same as far as it is known without a look at the reports, however many domains there are: how many
    /// there are, and since when those of a pinned reporter come, is left out.
    public List<KnownReporter> remembered() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var memories = memories();
        var held = held();
        ReporterId.BUILT_IN.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.NONE));
        held.forEach(reporter -> memories.putIfAbsent(reporter, ReporterMemory.NONE));
        return memories.entrySet().stream()
                .map(known -> known(known.getKey(), known.getValue(), null, held, today))
                .sorted(ORDER)
                .toList();
    }

    /// Lists these page by page.
    ///
    /// @throws BadCursorException if the cursor is none of this list
    public Page<KnownReporter> remembered(@Nullable String cursor) {
        var route = Cursor.route("reporters");
        var after = route.open(cursor);
        var rest = remembered().stream()
                .filter(known -> after == null || place(known).compareTo(after) > 0)
                .toList();
        return rest.size() <= PAGE
                ? new Page<>(rest, null)
                : new Page<>(rest.subList(0, PAGE), route.at(place(rest.get(PAGE - 1))));
    }

    /// Where it stands in the list: anyone can add to the end, so what the operator decided on stands before that.
    private static String place(KnownReporter known) {
        int rank = known.blocked() != null
                ? 1
                : switch (known.trust()) {
                    case VERIFIED -> 0;
                    case ESTABLISHED -> 2;
                    case NEW -> 3;
                    default -> 4;
                };
        return rank + known.reporter().key();
    }

    /// Lists those of them whose reports go by a name that rows have.
    public List<KnownReporter> named(String name) {
        return remembered().stream()
                .filter(known -> goesBy(known.reporter(), name))
                .toList();
    }

    /// Returns the reporters that are blocked.
    public List<ReporterId> blocked() {
        return memories().entrySet().stream()
                .filter(known -> known.getValue().blocked() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Returns the domains that are blocked, with all below them.
    public List<BlockedDomain> blockedDomains() {
        return table.all(Range.of(Keys.BLOCKED_DOMAINS).readLatest()).stream()
                .flatMap(item -> BlockedDomain.of(item).stream())
                .toList();
    }

    /// Returns the reporters that are blocked because of this domain, or were until it was unblocked.
    Set<ReporterId> blockedThrough(String domain) {
        var reporters = new HashSet<ReporterId>();
        of(items(), true).forEach((reporter, item) -> {
            if (domain.equals(item.textOrNull(ReporterMemory.THROUGH))) {
                reporters.add(reporter);
            }
        });
        return reporters;
    }

    /// Returns all that are built in, are remembered, or have reports held.
    Set<ReporterId> all() {
        var reporters = new HashSet<>(ReporterId.BUILT_IN);
        reporters.addAll(memories().keySet());
        reporters.addAll(held());
        return reporters;
    }

    private record Recent(LocalDate first, long reports) {

        Recent plus(Recent other) {
            return new Recent(first.isBefore(other.first) ? first : other.first, reports + other.reports);
        }
    }

    private record Row(Trust trust, String name) {}

    /// What counts of the last days, by what the rows have.
    private Map<Row, Recent> recent(LocalDate today) {
        var recent = new HashMap<Row, Recent>();
        Page.stream(views::domains)
                .flatMap(known -> Page.stream(cursor ->
                        views.reporterDays(known.domain(), today.minusDays(RECENT_DAYS), today.plusDays(1), cursor)))
                .filter(row -> row.trust().isProven() || row.trust() == Trust.STRANGER)
                .forEach(row -> recent.merge(
                        new Row(row.trust(), row.submitter()),
                        new Recent(row.day(), row.sessions().reports()),
                        Recent::plus));
        return recent;
    }

    /// Of a name and the names below it, either may sign and either may be claimed.
    private static boolean goesBy(ReporterId reporter, String name) {
        var domain =
                ReporterId.BUILT_IN.contains(reporter) ? ReporterStandings.organization(reporter) : reporter.domain();
        return DomainName.within(name, domain) || DomainName.within(domain, name);
    }

    private static @Nullable Recent counted(Map<Row, Recent> recent, ReporterId reporter) {
        boolean pinned = ReporterId.BUILT_IN.contains(reporter);
        return recent.entrySet().stream()
                .filter(counted -> counted.getKey().trust == Trust.VERIFIED || !pinned)
                .filter(counted -> goesBy(reporter, counted.getKey().name))
                .map(Map.Entry::getValue)
                .reduce(Recent::plus)
                .orElse(null);
    }

    /// No history is stored for a pinned reporter, so its first day is the first one that still counts; so it is for an
    /// approved one whose history expired.
    private static @Nullable LocalDate first(ReporterId reporter, ReporterMemory memory, @Nullable Recent counted) {
        boolean decided = ReporterId.BUILT_IN.contains(reporter) || memory.approved() != null;
        return memory.first() != null || !decided || counted == null ? memory.first() : counted.first;
    }

    /// The first day on which it is not listed any more.
    private static @Nullable LocalDate until(ReporterMemory memory) {
        return memory.until() == null || memory.isDecided()
                ? null
                : LocalDate.ofInstant(Instant.ofEpochSecond(memory.until()), ZoneOffset.UTC);
    }

    /// Returns those of which reports are held until they are approved.
    Set<ReporterId> held() {
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
        var now = clock.instant();
        var items = items();
        var observed = of(items, false);
        var decided = of(items, true);
        var reporters = new HashSet<>(observed.keySet());
        reporters.addAll(decided.keySet());
        var memories = new HashMap<ReporterId, ReporterMemory>();
        for (var reporter : reporters) {
            var memory = ReporterMemory.of(
                    Optional.ofNullable(observed.get(reporter)), Optional.ofNullable(decided.get(reporter)), now);
            if (memory.since() != null
                    || memory.isDecided()
                    || (memory.through() == null && decided.containsKey(reporter))) {
                memories.put(reporter, memory);
            }
        }
        return memories;
    }

    private List<Item> items() {
        return table.all(Range.of(Keys.REPORTERS).readLatest());
    }

    private static Map<ReporterId, Item> of(List<Item> items, boolean decisions) {
        var byReporter = new HashMap<ReporterId, Item>();
        for (var item : items) {
            var reporter = ReporterId.ofKey(item.text(ReporterMemory.REPORTER));
            if (reporter != null && Keys.isDecision(item.key()) == decisions) {
                byReporter.put(reporter, item);
            }
        }
        return byReporter;
    }
}
