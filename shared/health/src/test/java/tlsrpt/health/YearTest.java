package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.health.Year.Incident;

/// A year of incidents and noise: what was missed, what was false, what was told too often.
class YearTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void missesNothingAndTellsNothingFalse(long seed) {
        var year = new Year(seed);
        var alerts = new ArrayList<Alert>();
        var replay = new Replay(Rules.DEFAULT, alerts::add);
        replay.run(year.reports);

        var missed = new ArrayList<String>();
        var late = new ArrayList<String>();
        var doubled = new ArrayList<String>();
        var unrecovered = new ArrayList<String>();
        var belonging = new ArrayList<Alert>();
        for (var incident : year.incidents) {
            var own = alerts.stream().filter(alert -> belongs(alert, incident)).toList();
            belonging.addAll(own);
            var openings = own.stream()
                    .filter(alert -> alert.kind().opens() && !alert.again())
                    .toList();
            if (openings.isEmpty()) {
                missed.add(incident.toString());
                continue;
            }
            if (openings.getFirst().day().isAfter(Year.day(incident.first() + latest(incident)))) {
                late.add(incident + " " + openings.getFirst().day());
            }
            if (openings.size() > 1) {
                doubled.add(incident.toString());
            }
            if (own.stream().noneMatch(alert -> alert.kind() == Kind.RECOVERED)) {
                unrecovered.add(incident.toString());
            }
        }
        var falseAlarms = alerts.stream()
                .filter(alert -> alert.severity() != Grade.NOTICE && !belonging.contains(alert))
                .map(Alert::subject)
                .toList();
        System.out.printf(
                "seed %d: %d reports, %d incidents, %d missed, %d late, %d false, %d doubled, %d not recovered, %.2f mails an incident%n",
                seed,
                year.reports.size(),
                year.incidents.size(),
                missed.size(),
                late.size(),
                falseAlarms.size(),
                doubled.size(),
                unrecovered.size(),
                (double) alerts.size() / year.incidents.size());

        assertThat(missed).as("missed").isEmpty();
        assertThat(late).as("late").isEmpty();
        assertThat(falseAlarms).as("false alarms").isEmpty();
        assertThat(doubled).as("doubled").isEmpty();
        assertThat(unrecovered).as("not recovered").isEmpty();
    }

    static Stream<Long> seeds() {
        var seeds = System.getenv().getOrDefault("YEAR_SEEDS", "2");
        return LongStream.rangeClosed(1, Long.parseLong(seeds)).boxed();
    }

    /// Refused faults that last are told by the first report, all others by the second reporter or day.
    private static int latest(Incident incident) {
        return switch (incident.fault()) {
            case EXPIRED, MISMATCH, UNTRUSTED, MOVED -> 0;
            case NO_STARTTLS, POLICY_GONE, WEB_CERTIFICATE, NO_POLICY -> 1;
        };
    }

    /// Of its domain and family, from its beginning to the end of what its last reporter needs to confirm.
    private static boolean belongs(Alert alert, Incident incident) {
        return List.of(incident.domain()).equals(alert.domains())
                && alert.family().equals(incident.fault().family)
                && !alert.day().isBefore(Year.day(incident.first()))
                && alert.day().isBefore(Year.day(incident.last() + 45));
    }
}
