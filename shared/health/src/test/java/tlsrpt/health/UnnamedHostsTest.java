package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnnamedHostsTest {

    /// The name of the incident is that of the report that arrives first; how many there are does not depend on it.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void isOneIncidentWhicheverReporterComesFirst(int seed) {
        var scenario = Scenario.of("""
                day 1-11,16-18: google,microsoft,comcast ok 1000 enforce
                day 12-15: google ok 900 failed 100 validation-failure mx9.example.net enforce
                day 12-15: microsoft ok 900 failed 100 validation-failure enforce
                day 12,14: comcast ok 900 failed 100 validation-failure mx9.example.net enforce
                day 13,15: comcast ok 900 failed 100 validation-failure enforce
                """);
        var shuffled = scenario.reports();
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.sort(Comparator.comparing(Observation::day));

        var alerts = scenario.alerts(shuffled);

        assertThat(alerts).extracting(Alert::kind).containsExactly(AlertKind.FAILING, AlertKind.RECOVERED);
        assertThat(alerts.getFirst().family()).isIn("mx-not-in-policy", "negotiation");
    }
}
