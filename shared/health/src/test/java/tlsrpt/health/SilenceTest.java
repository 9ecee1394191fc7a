package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.report.Severity;

/// Domains that are reported rarely are silent only if that is unusual for them.
class SilenceTest {

    private static final int SEEDS = Math.max(3, Integer.getInteger("seeds", 3) / 50);
    private static final int DOMAINS = 50;
    private static final int DAYS = 182;

    static Stream<Long> seeds() {
        return IntStream.range(0, SEEDS).mapToObj(Long::valueOf);
    }

    /// Half a year of fifty domains with 0.3 to 2 sessions per day, each day by chance.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sendsNoAlertForTinyDomains(long seed) {
        var random = new Random(seed);
        var lines = new ArrayList<String>(List.of("day 1-" + DAYS + " big.example: google ok 1000 enforce"));
        for (int i = 0; i < DOMAINS; i++) {
            double sessions = 0.3 + 1.7 * random.nextDouble();
            for (int day = 1; day <= DAYS; day++) {
                if (random.nextDouble() > Math.exp(-sessions)) {
                    lines.add("day " + day + " d" + i + ".example: google ok 1 enforce");
                }
            }
        }

        assertThat(Scenario.of(String.join("\n", lines)).alerts()).isEmpty();
    }

    @Test
    void sendsNoAlertForAGapAsLongAsOneBefore() {
        var alerts = Scenario.of("""
                day 1-90 big.example: google ok 1000 enforce
                day 1-20,31-60,71-90: google ok 1 enforce
                """).alerts();

        assertThat(alerts)
                .filteredOn(alert -> alert.kind() == AlertKind.SILENCE)
                .extracting(Alert::since)
                .containsExactly(Scenario.DAY_0.plusDays(21));
    }

    @Test
    void namesTheGapAndHowOftenReportsCameBefore() {
        var alerts = Scenario.of("""
                day 1-60 big.example: google ok 1000 enforce
                day 1,2,4,5,7,8,10,11,13,14,16,17,19,20,22,23,25,26,28,29: google ok 1 enforce
                """).alerts();

        assertThat(alerts).first().satisfies(alert -> {
            assertThat(alert.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(alert.text())
                    .contains("No report for example.com has arrived since 2026-03-30. Such a gap is unusual.")
                    .contains("Before the gap, reports arrived for 20 of 29 days, and at most 1 day was missing.");
        });
    }
}
