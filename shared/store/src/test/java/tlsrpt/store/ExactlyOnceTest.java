package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.table.Key;
import tlsrpt.table.Value;

/// Every number of the table is right, whatever goes wrong. The system property `seeds` says how many seeds; `seed` is
/// the first. One in five is tried in two orders, and with reporters that are blocked. [FaultInjectionRun] runs on any
/// other table too.
class ExactlyOnceTest {

    private static final long FIRST = Long.getLong("seed", 1);
    private static final long SEEDS = Long.getLong("seeds", 20);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seedsInMemory")
    void everyRowEqualsAPlainSumWhateverGoesWrong(long seed) {
        new FaultInjectionRun(seed, Tables.inMemory(), 30).run();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("oneInFive")
    void everyRowEqualsAPlainSumThoughReportersAreBlockedMeanwhile(long seed) {
        new FaultInjectionRun(seed, Tables.inMemory(), 20).runWithBlocks();
    }

    /// Conflicts, where the first wins, and the quota of anonymous reports aside.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("oneInFive")
    void orderDoesNotMatter(long seed) {
        var random = new Random(seed);
        var deliveries = new ArrayList<>(Deliveries.of(random, 40, false));
        var before = tableAfter(deliveries);
        Collections.shuffle(deliveries, random);

        assertThat(differences(before, tableAfter(deliveries)))
                .as("seed %s", seed)
                .isEmpty();
    }

    private static List<String> differences(Map<Key, Map<String, Value>> one, Map<Key, Map<String, Value>> other) {
        var keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        return keys.stream()
                .flatMap(key -> {
                    var first = one.getOrDefault(key, Map.of());
                    var second = other.getOrDefault(key, Map.of());
                    var names = new TreeSet<>(first.keySet());
                    names.addAll(second.keySet());
                    return names.stream()
                            .filter(name -> !Objects.equals(first.get(name), second.get(name)))
                            .map(name -> key + " " + name + ": " + first.get(name) + " or " + second.get(name));
                })
                .toList();
    }

    /// All that the table holds but for what tells which of two equal copies came first: their object, its arrival, the
    /// random versions, the example of a failure, and since when a reporter is known. Counters of zero and none
    /// are the same.
    private static Map<Key, Map<String, Value>> tableAfter(List<List<Recording>> deliveries) {
        var table = new ListedTable(Tables.inMemory());
        var now = Deliveries.DAYS.getLast().atTime(23, 0).toInstant(ZoneOffset.UTC);
        var ledger = new Ledger(table, Clock.fixed(now, ZoneOffset.UTC), new Random(1), 200, Integer.MAX_VALUE);
        deliveries.forEach(delivery -> delivery.forEach(recording -> ledger.record(recording, Deliveries.SETTINGS)));

        var items = new TreeMap<Key, Map<String, Value>>();
        for (var item : table.items()) {
            var held = new HashMap<>(item.values());
            List.of("version", "example", "since").forEach(held::remove);
            StoredReport.in(item).ifPresent(report -> held.put("report", Value.of(withoutOrigin(report))));
            if (held.containsKey("copies")) {
                held.put("copies", Value.of(withoutVersions(Claim.copies(item))));
            }
            held.values().removeIf(value -> value.equals(Value.of(0)));
            if (!TableSums.isSum(item.key()) || held.size() > 1) {
                items.put(item.key(), held);
            }
        }
        return items;
    }

    private static String withoutOrigin(StoredReport report) {
        var provenance = report.provenance();
        return Stream.of(
                        report.ref(),
                        report.claimed(),
                        report.names(),
                        provenance.trust(),
                        provenance.transport(),
                        provenance.reporter(),
                        provenance.submitter(),
                        report.range(),
                        report.headline(),
                        report.text(),
                        report.body(),
                        report.booking().contribution(),
                        report.booking().expires())
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String withoutVersions(SortedMap<String, Claim.Copy> copies) {
        return copies.entrySet().stream()
                .map(each -> {
                    var copy = each.getValue();
                    return each.getKey() + " " + copy.trust() + " " + copy.reporter() + " " + copy.body() + " "
                            + copy.text();
                })
                .collect(Collectors.joining(", "));
    }

    static LongStream seedsInMemory() {
        return LongStream.range(FIRST, FIRST + SEEDS);
    }

    static LongStream oneInFive() {
        return LongStream.range(FIRST, FIRST + SEEDS / 5);
    }
}
