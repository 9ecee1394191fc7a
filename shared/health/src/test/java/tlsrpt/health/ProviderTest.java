package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A provider of five hundred domains behind one MX host, whose certificate expires for a week.
class ProviderTest {

    private static final int DOMAINS = 500;
    private static final int FIRST = 25;
    private static final int LAST = 31;

    static Stream<Long> seeds() {
        var seeds = System.getenv().getOrDefault("YEAR_SEEDS", "1");
        return LongStream.rangeClosed(1, Long.parseLong(seeds)).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isOneIncident(long seed) {
        var random = new Random(seed);
        var lines = new ArrayList<String>();
        for (int n = 0; n < DOMAINS; n++) {
            int size = 10 + (int) Math.pow(10, 3 * random.nextDouble());
            for (int day = 1; day <= 50; day++) {
                for (var reporter : List.of("google", "microsoft")) {
                    boolean fails = day >= FIRST && day <= LAST;
                    long sessions = fails ? 2 + random.nextInt(size) : 0;
                    lines.add("day " + day + " d" + n + ".example: " + reporter + " ok " + (1 + random.nextInt(size))
                            + (fails ? " failed " + sessions + " certificate-expired mx1.provider.example" : "")
                            + " enforce mx *.provider.example");
                }
            }
        }

        var alerts = Scenario.ofMany(lines).alerts();

        assertThat(alerts).filteredOn(alert -> alert.kind().opens()).hasSize(1);
        assertThat(alerts)
                .filteredOn(alert -> alert.kind() == AlertKind.RECOVERED)
                .singleElement()
                .satisfies(over -> {
                    assertThat(over.subject()).endsWith("(" + DOMAINS + " domains)");
                    assertThat(over.domains())
                            .as("those of most failed sessions")
                            .hasSize(50);
                    assertThat(over.sessions().total())
                            .isGreaterThan(over.sessions().failed());
                    assertThat(over.causes())
                            .singleElement()
                            .satisfies(cause -> assertThat(cause.sessions()).isEqualTo(over.sessions()));
                });
        // The first day's other domains, each step once, and a reminder after a week.
        assertThat(alerts)
                .hasSizeLessThanOrEqualTo(8)
                .extracting(Alert::id)
                .containsOnly(alerts.getFirst().id());
    }
}
