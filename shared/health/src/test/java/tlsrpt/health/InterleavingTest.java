package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Diagnosis;

/// Which report of a day arrives first makes no difference to which alerts there are.
class InterleavingTest {

    private static final List<String> REPORTERS =
            List.of("google", "microsoft", "yahoo", "comcast", "gmx.net", "web.de");
    private static final List<String> FAULTS = List.of(
            "certificate-expired mx1",
            "certificate-expired mx2",
            "starttls-not-supported mx1",
            "validation-failure mx2",
            "sts-policy-fetch-error",
            "tlsa-invalid mx1");

    private static final Set<String> POLICIES = Set.of("enforce", "testing", "sts", "dane", "nopolicy");

    /// Orders that once made a difference.
    private static final List<Integer> CORNERS =
            List.of(117, 252, 402, 478, 517, 627, 1_023, 1_154, 1_311, 1_699, 1_788, 7_905);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void alertsAreTheSameInEveryOrderOfADay(int seed) {
        areTheSameInEveryOrder(incidents(new Random(seed)), seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void alsoWhereReportersComeAndGoAndThePolicyChanges(int seed) {
        areTheSameInEveryOrder(WildIncidents.of(new Random(seed)), seed);
    }

    /// Some providers send several reports for one day, of which some show a failure and others do not.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void alsoWhereReportersSendSeveralReportsForADay(int seed) {
        var random = new Random(seed);
        areTheSameInEveryOrder(withMore(WildIncidents.of(random), random), seed);
    }

    /// Has a third of the reports followed by others of the same reporter and day.
    private static String withMore(String reports, Random random) {
        var more = new StringBuilder();
        reports.lines().forEach(line -> {
            more.append(line).append('\n');
            var policy = line.substring(line.lastIndexOf(' ') + 1);
            int many = POLICIES.contains(policy) && random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
            for (int n = 0; n < many; n++) {
                var fault = FAULTS.get(random.nextInt(FAULTS.size()));
                more.append(line, 0, line.indexOf(" ok "))
                        .append(" ok ")
                        .append(random.nextInt(4) == 0 ? 0 : 60)
                        .append(random.nextInt(3) == 0 ? " failed " + (1 + random.nextInt(40)) + " " + fault : "")
                        .append(' ')
                        .append(policy)
                        .append('\n');
            }
        });
        return more.toString();
    }

    private static void areTheSameInEveryOrder(String incidents, int seed) {
        var random = new Random(seed);
        var scenario = Scenario.of(incidents);
        var expected = told(scenario.alerts());

        for (int n = 0; n < 5; n++) {
            assertThat(told(scenario.alerts(shuffledWithinDays(scenario.reports(), random))))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /// All that one report brings is one message, so how many there are depends on the order; what they tell does not.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theFirstDayTellsEveryFamilyOnce(int seed) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var reporter : REPORTERS) {
            text.append("day 1: ").append(reporter).append(" ok ").append(random.nextInt(3) * 100);
            for (var fault : FAULTS) {
                text.append(random.nextInt(4) == 0 ? " failed " + (1 + random.nextInt(40)) + " " + fault : "");
            }
            text.append(" enforce\n");
        }
        var scenario = Scenario.of(text.toString());
        var expected = families(scenario.alerts());

        assertThat(expected).doesNotHaveDuplicates();
        for (int n = 0; n < 5; n++) {
            assertThat(families(scenario.alerts(shuffledWithinDays(scenario.reports(), random))))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> families(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.kind() == AlertKind.FAILING)
                .flatMap(alert -> alert.causes().stream()
                        .map(cause ->
                                Diagnosis.of(cause.diagnosis()).family(null).token())
                        .distinct())
                .toList();
    }

    static Stream<Integer> seeds() {
        int most = Integer.getInteger("seeds", 20);
        return Stream.concat(
                IntStream.rangeClosed(1, most).boxed(), CORNERS.stream().filter(seed -> seed > most));
    }

    private static List<String> told(List<Alert> alerts) {
        return alerts.stream()
                .map(alert ->
                        alert.family() + " " + alert.day() + " " + alert.kind().token())
                .toList();
    }

    /// Three faults over forty days, each seen by some.
    private static String incidents(Random random) {
        var faultByDayAndReporter = new TreeMap<Integer, TreeMap<String, String>>();
        for (int n = 0; n < 3; n++) {
            var fault = FAULTS.get(random.nextInt(FAULTS.size()));
            int from = 3 + random.nextInt(30);
            int days = 1 + random.nextInt(6);
            var seenBy = new ArrayList<>(REPORTERS);
            Collections.shuffle(seenBy, random);
            int failed = 1 + random.nextInt(40);
            for (var reporter : seenBy.subList(0, 1 + random.nextInt(4))) {
                for (int day = from; day < from + days; day++) {
                    faultByDayAndReporter
                            .computeIfAbsent(day, _ -> new TreeMap<>())
                            .put(reporter, " failed " + failed + " " + fault);
                }
            }
        }
        var text = new StringBuilder();
        for (int day = 1; day <= 40; day++) {
            for (var reporter : REPORTERS) {
                var fault =
                        faultByDayAndReporter.getOrDefault(day, new TreeMap<>()).getOrDefault(reporter, "");
                text.append("day ").append(day).append(": ").append(reporter);
                text.append(" ok ").append(100).append(fault).append(" enforce\n");
            }
        }
        return text.toString();
    }

    /// Each keeps its time of arrival, as a record of a stream that lags does.
    private static List<Observation> shuffledWithinDays(List<Observation> reports, Random random) {
        var byDay = new TreeMap<LocalDate, List<Observation>>();
        reports.forEach(report ->
                byDay.computeIfAbsent(report.day(), _ -> new ArrayList<>()).add(report));
        var shuffled = new ArrayList<Observation>();
        for (var day : byDay.values()) {
            Collections.shuffle(day, random);
            shuffled.addAll(day);
        }
        return shuffled;
    }
}
