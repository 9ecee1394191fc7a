package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Severity;

/// Half of a simulated year is imported in one go; the rest arrives by itself.
class BacklogTest {

    private static final int DOMAINS = 15;
    private static final int IMPORTED = 195;

    /// Days after which the daily reporters have seen an incident.
    private static final int SEEN = 3;

    /// Days after which every reporter but the smallest has seen an incident, or its end.
    private static final int CLEAR = 14;

    static Stream<Long> seeds() {
        var seeds = System.getenv().getOrDefault("YEAR_SEEDS", "1");
        return LongStream.rangeClosed(1, Long.parseLong(seeds)).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void opensWhatStillContinuesOnceAndNothingThatEnded(long seed) {
        var year = new Year(seed, DOMAINS);
        var now = Year.day(IMPORTED).atTime(Replay.WATCH).plusMinutes(1).toInstant(ZoneOffset.UTC);
        var alerts = new ArrayList<Alert>();
        var replay = new Replay(Rules.DEFAULT, alerts::add);
        year.reports.stream()
                .filter(report -> report.arrival().isBefore(now))
                .collect(Collectors.groupingBy(Observation::domain))
                .forEach((domain, reports) -> replay.catchUp(domain, reports, now));
        int found = alerts.size();
        replay.run(year.reports.stream()
                .filter(report -> !report.arrival().isBefore(now))
                .toList());

        assertThat(alerts.subList(0, found))
                .allMatch(alert -> alert.incident().backlog())
                .allMatch(alert -> alert.subject().contains(": found in the backlog: "))
                .extracting(Alert::id)
                .doesNotHaveDuplicates();
        var belonging = new ArrayList<Alert>();
        for (var incident : year.incidents) {
            var own = alerts.stream()
                    .filter(alert -> YearTest.belongs(alert, incident))
                    .toList();
            belonging.addAll(own);
            long openings = own.stream()
                    .filter(alert -> alert.kind().opens() && !alert.again())
                    .count();
            if (incident.last() < IMPORTED - CLEAR) {
                assertThat(own).as("%s, which ended", incident).isEmpty();
            } else if (incident.first() > IMPORTED
                    || (incident.first() <= IMPORTED - SEEN && incident.last() >= IMPORTED + SEEN)) {
                assertThat(openings).as("%s: %s", incident, own).isEqualTo(1);
                assertThat(own).as("%s", incident).anyMatch(alert -> alert.kind() == AlertKind.RECOVERED);
            } else {
                assertThat(openings).as("%s: %s", incident, own).isLessThanOrEqualTo(1);
            }
        }
        assertThat(alerts.stream()
                        .filter(alert -> alert.severity() != Severity.NOTICE && !belonging.contains(alert))
                        .map(Alert::subject))
                .isEmpty();
        System.out.printf("seed %d: %d found in the backlog, %d alerts after it%n", seed, found, alerts.size() - found);
    }
}
