package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tlsrpt.report.ReporterId;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Write;
import tlsrpt.testkit.MutableClock;

/// A few hundred deliveries, by several workers at once, with faults at every call, reports forgotten in between, and a
/// clock that moves on until some reports expire. What the table holds after each part is held against a plain sum over
/// the reports that are in it, and these against what must be in it.
public final class FaultInjectionRun {

    private static final int WORKERS = 4;
    private static final double FAULTS = 0.15;
    private static final int MOST_TRIES = 10;
    private static final long ANONYMOUS_A_DAY = 4;
    private static final LocalDate DOOMED = Deliveries.DAYS.getFirst();

    private final String about;
    private final ListedTable listed;
    private final Table table;
    private final Random random;
    private final DeterministicScheduler turns;
    private final FaultyTable faulty;
    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final List<List<Recording>> deliveries;
    private final Set<ReportRef> toForget = new HashSet<>();
    private final Map<ReportRef, Integer> timesRecorded = new HashMap<>();
    private final List<Task> queue = new ArrayList<>();
    private boolean withBlocks;

    /// @param empty a table that holds nothing
    /// @param reports how many, each delivered some four times in each part
    public FaultInjectionRun(long seed, Table empty, int reports) {
        this.about = "seed " + seed;
        this.listed = new ListedTable(empty);
        this.table = new SmallPages(listed, (int) (seed % 7) + 3);
        this.random = new Random(seed);
        this.turns = new DeterministicScheduler(random);
        this.faulty = new FaultyTable(table, random, FAULTS, turns::next);
        this.deliveries = Deliveries.of(random, reports, true);
        for (var delivery : deliveries) {
            if (random.nextInt(15) == 0) {
                toForget.add(delivery.getFirst().ref());
            }
        }
    }

    /// Something that a worker does, and does again if it dies over it.
    private interface Task {
        void run(Ledger ledger);
    }

    /// The same, where reporters are blocked and unblocked meanwhile: none of a blocked reporter's reports counts in
    /// the end, and when all are unblocked and delivered again, the table is as if nobody had been.
    public void runWithBlocks() {
        withBlocks = true;
        clock.advanceTo(noon(Deliveries.DAYS.getLast().plusDays(1)));
        var reporters = deliveries.stream()
                .flatMap(List::stream)
                .flatMap(recording -> Stream.ofNullable(recording.provenance().reporter()))
                .distinct()
                .sorted(Comparator.comparing(ReporterId::key))
                .toList();
        var blocked = reporters.stream().filter(_ -> random.nextBoolean()).toList();
        for (var reporter : reporters) {
            queue.add(decision(reporter, true, false));
            queue.add(decision(reporter, false, false));
            queue.add(decision(reporter, true, false));
        }
        deliverAll();
        for (var reporter : reporters) {
            decide(reporter, blocked.contains(reporter));
        }
        checkSums(items());
        assertThat(reports(items()))
                .as(about)
                .noneMatch(report -> blocked.contains(report.provenance().reporter()));

        blocked.forEach(reporter -> decide(reporter, false));
        assertThat(items().stream().map(item -> item.key().pk()).toList())
                .as(about)
                .noneMatch(pk -> pk.startsWith("BLOCKED#"));
        checkSums(items());
        deliverAll();
        checkSums(items());
        checkReports(items());
        checkViews();
    }

    private void decide(ReporterId reporter, boolean block) {
        queue.add(decision(reporter, block, true));
        turns.run(List.of(this::work));
        faulty.settle();
    }

    /// Tried again some times, as every call may go wrong; then given up, or made without faults.
    private Task decision(ReporterId reporter, boolean block, boolean patiently) {
        var tries = new AtomicInteger();
        return _ -> {
            boolean goesWrong = tries.incrementAndGet() <= MOST_TRIES;
            if (goesWrong || patiently) {
                var decisions = new Decisions(goesWrong ? faulty : table, clock, random);
                var _ = block ? decisions.block(reporter) : decisions.unblock(reporter);
            }
        };
    }

    public void run() {
        clock.advanceTo(noon(Deliveries.DAYS.getLast().plusDays(1)));
        deliverAll();
        checkSums(items());
        checkReports(items());
        checkRegister();
        checkViews();

        clock.advanceTo(expiry(DOOMED).minus(Duration.ofDays(7)));
        var before = doomed();
        deliverAll();
        assertThat(doomed()).as(about).isEqualTo(before);
        checkSums(items());

        clock.advanceTo(expiry(DOOMED).plus(Duration.ofHours(1)));
        deleteSomeExpired();
        var left = doomed();
        deliverAll();
        assertThat(doomed()).as(about).isEqualTo(left);
        checkSums(items().stream().filter(item -> !isDoomed(item)).toList());
    }

    private void deliverAll() {
        for (var delivery : deliveries) {
            queue.add(ledger -> delivery.forEach(recording -> deliver(ledger, recording)));
        }
        toForget.forEach(ref -> queue.add(ledger -> ledger.forget(ref)));
        Collections.shuffle(queue, random);
        turns.run(Collections.nCopies(WORKERS, this::work));
        faulty.settle();
    }

    private void work() {
        var ledger = newLedger();
        while (!queue.isEmpty()) {
            var task = queue.removeLast();
            try {
                task.run(ledger);
            } catch (FaultyTable.Crash _) {
                ledger = newLedger();
                queue.add(random.nextInt(queue.size() + 1), task);
            } catch (TableException _) {
                queue.add(random.nextInt(queue.size() + 1), task);
            }
        }
    }

    private void deliver(Ledger ledger, Recording recording) {
        var outcome = withBlocks && ledger.placed(recording.provenance()).blocked()
                ? ledger.keepOut(recording)
                : ledger.record(recording, Deliveries.SETTINGS);
        if (outcome instanceof RecordingResult.Recorded recorded) {
            timesRecorded.merge(recorded.report(), 1, Integer::sum);
        }
    }

    private Ledger newLedger() {
        return new Ledger(faulty, clock, random, ANONYMOUS_A_DAY, Integer.MAX_VALUE);
    }

    /// Every counter equals the sum over the reports that the table holds.
    private void checkSums(List<Item> items) {
        var byReading = new HashMap<String, Recording>();
        for (var delivery : deliveries) {
            for (var recording : delivery) {
                byReading.put(reading(recording.ref(), recording.provenance(), recording.text()), recording);
            }
        }
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        for (var stored : reports(items)) {
            var recording = byReading.get(reading(stored.ref(), stored.provenance(), stored.text()));
            assertThat(recording).as("%s: %s", about, stored.ref()).isNotNull();
            if (recording != null) {
                TableSums.add(sums, recording, Deliveries.listed(recording));
            }
        }
        assertThat(TableSums.of(items)).as(about).isEqualTo(sums);
    }

    /// Of each claim the right copies are in the table, by the newest reader that read them.
    private void checkReports(List<Item> items) {
        var stored = new HashMap<String, List<StoredReport>>();
        reports(items)
                .forEach(report -> stored.computeIfAbsent(
                                report.ref().domain() + report.claimed().claim(), _ -> new ArrayList<>())
                        .add(report));
        var copies = new HashMap<String, List<Recording>>();
        deliveries.forEach(delivery -> delivery.forEach(recording -> copies.computeIfAbsent(
                        recording.reported().domain() + recording.identity().hash(), _ -> new ArrayList<>())
                .add(recording)));
        copies.forEach((claim, recordings) -> {
            if (recordings.stream().map(Recording::ref).noneMatch(toForget::contains)) {
                checkClaim(recordings, stored.getOrDefault(claim, List.of()));
            }
        });
        var anonymous = TableSums.of(items);
        anonymous.keySet().removeIf(key -> !key.sk().startsWith("Q#"));
        assertThat(anonymous.values())
                .as(about)
                .allSatisfy(row -> assertThat(row.get("reports")).isBetween(1L, ANONYMOUS_A_DAY));
    }

    private void checkClaim(List<Recording> copies, List<StoredReport> counted) {
        var refs = counted.stream().map(StoredReport::ref).toList();
        var texts = counted.stream().map(report -> report.text().hash()).toList();
        assertThat(refs).as(about).doesNotHaveDuplicates();
        assertThat(texts).as("%s: %s counts twice", about, refs).doesNotHaveDuplicates();
        for (var copy : copies) {
            var from = copy.provenance();
            if (from.proven() != null) {
                assertThat(refs.contains(copy.ref())
                                || texts.contains(copy.text().hash()))
                        .as("%s: %s is missing", about, copy.ref())
                        .isTrue();
            }
            if (from.isPinned()) {
                assertThat(refs).as("%s: another took its place", about).contains(copy.ref());
                assertThat(counted)
                        .as("%s: unproven beside what is proven", about)
                        .allMatch(report -> report.provenance().proven() != null);
            }
        }
        var best = copies.stream()
                .map(copy -> copy.provenance().trust())
                .max(Trust::compareTo)
                .orElseThrow();
        if (counted.isEmpty()) {
            assertThat(best).as("%s: %s is missing", about, copies).isEqualTo(Trust.ANONYMOUS);
        } else {
            assertThat(counted)
                    .as(about)
                    .anyMatch(report -> report.provenance().trust() == best)
                    .filteredOn(report -> report.provenance().proven() == null)
                    .hasSizeLessThanOrEqualTo(1);
        }
        for (var report : counted) {
            if (report.provenance().trust() == best && best != Trust.ANONYMOUS) {
                // The newer reader's anonymous one may have come while there was a flood.
                assertThat(copies)
                        .as("%s: %s was read better", about, report.ref())
                        .noneMatch(copy -> copy.ref().equals(report.ref())
                                && copy.provenance().trust() == best
                                && copy.text().hash().equals(report.text().hash())
                                && copy.text().reader() > report.text().reader());
            }
        }
        if (!withBlocks
                && copies.stream().map(copy -> copy.text().hash()).distinct().count() == 1) {
            assertThat(copies).as(about).allMatch(copy -> timesRecorded.getOrDefault(copy.ref(), 0) <= 1);
        }
    }

    /// First and last day of each domain, over all trusted reports, and the domains that the operator named.
    private void checkRegister() {
        var days = new TreeMap<String, List<LocalDate>>();
        for (var delivery : deliveries) {
            for (var recording : delivery) {
                var domain = recording.reported().domain();
                if (recording.provenance().trust().isTrusted()
                        || recording.provenance().trust() == Trust.UNSIGNED) {
                    days.computeIfAbsent(domain, _ -> new ArrayList<>())
                            .add(recording.report().day());
                } else if (Deliveries.SETTINGS.domains().contains(domain)) {
                    days.computeIfAbsent(domain, _ -> new ArrayList<>());
                }
            }
        }
        var known = new TreeMap<String, List<LocalDate>>();
        Page.stream(new Views(table, clock)::domains).forEach(domain -> {
            var extent = new ArrayList<LocalDate>();
            if (domain.first() != null && domain.last() != null) {
                extent.add(domain.first());
                extent.add(domain.last());
            }
            known.put(domain.domain(), extent);
        });
        days.replaceAll((_, of) -> of.isEmpty() ? of : List.of(Collections.min(of), Collections.max(of)));
        assertThat(known).as(about).isEqualTo(days);
    }

    /// Read by pages, the views add up to the same.
    private void checkViews() {
        var views = new Views(table, clock);
        var first = Deliveries.DAYS.getFirst();
        var last = Deliveries.DAYS.getLast();
        var domains = List.of("example.com", "example.net", "mail.example.com");
        var neighbours = domains.stream()
                .map(domain -> new KnownDomain(domain, null, null, List.of()))
                .toList();
        for (var day : Deliveries.DAYS) {
            var byDomain = new TreeMap<String, Sessions>();
            views.recentDays(neighbours, day)
                    .forEach((domain, days) -> days.stream()
                            .filter(of -> of.day().equals(day) && of.total().reports() > 0)
                            .forEach(of -> byDomain.merge(domain, of.total(), Sessions::plus)));

            var byReporters = new TreeMap<String, Sessions>();
            for (var domain : domains) {
                Page.stream(cursor -> views.reporterDays(domain, first, last, cursor))
                        .filter(row -> row.day().equals(day))
                        .forEach(row -> byReporters.merge(domain, row.sessions(), Sessions::plus));
            }
            assertThat(byDomain).as(about).isEqualTo(byReporters);
        }
    }

    /// What the database's own deletion leaves behind, in no order and at no time that one can rely on.
    private void deleteSomeExpired() {
        for (var item : items()) {
            if (isDoomed(item) && random.nextBoolean()) {
                table.write(Write.delete(item.key()));
            }
        }
    }

    private Map<Key, Item> doomed() {
        var doomed = new TreeMap<Key, Item>();
        items().stream().filter(FaultInjectionRun::isDoomed).forEach(item -> doomed.put(item.key(), item));
        return doomed;
    }

    private static boolean isDoomed(Item item) {
        return item.number("expires") == expiry(DOOMED).getEpochSecond();
    }

    private List<Item> items() {
        return listed.items();
    }

    private static List<StoredReport> reports(List<Item> items) {
        return items.stream().flatMap(item -> StoredReport.in(item).stream()).toList();
    }

    private static String reading(ReportRef ref, Provenance provenance, ReadText text) {
        return ref + " " + provenance.trust() + " " + text;
    }

    private static Instant expiry(LocalDate day) {
        return Deliveries.SETTINGS.retention().expiry(day);
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }
}
