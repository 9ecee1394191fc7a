package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an adversary sends among honest mail, what honest reporters say is as it would be without. The system
/// property `adversary.seeds` says how many seeds; `seed` is the first.
class AdversaryTest {

    private static final int MONTHS = 12;
    private static final String EXPIRED = "certificate expired";

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesNothingOfWhatHonestReportersSay(long seed) {
        var seen = new AttackedCollector(seed).run();
        var without = seen.getFirst();
        var with = seen.getLast();

        assertThat(with.rows()).as("totals, seed %s", seed).isEqualTo(without.rows());
        assertThat(with.alerts()).as("alerts, seed %s", seed).isEqualTo(without.alerts());
        assertThat(with.states()).as("states and readiness, seed %s", seed).isEqualTo(without.states());
        assertThat(without.alerts()).as("an incident, seed %s", seed).isNotEmpty();
    }

    /// Each incident is told once when it begins and once when it is over, and nothing else is told. The system
    /// property
    /// `adversary.years` says how many seeds.
    @ParameterizedTest(name = "year {0}", allowZeroInvocations = true)
    @MethodSource("years")
    void missesDelaysInventsAndRepeatsNothingInAYear(long seed) {
        var seen = AttackedCollector.ofAYear(seed).run();
        var without = seen.getFirst();
        var with = seen.getLast();

        assertThat(without.alerts().stream().filter(alert -> alert.contains(EXPIRED)))
                .as("year %s: %s", seed, without.alerts())
                .hasSize(2 * MONTHS);
        assertThat(with.alerts()).as("alerts, year %s", seed).isEqualTo(without.alerts());
        assertThat(with.rows()).as("totals, year %s", seed).isEqualTo(without.rows());
        assertThat(with.states()).as("states and readiness, year %s", seed).isEqualTo(without.states());
    }

    static LongStream years() {
        return LongStream.rangeClosed(1, Long.getLong("adversary.years", 0));
    }

    /// Else it proves little.
    @Test
    void composesMailThatMeetsEveryStandingAndBound() {
        var outcomes = LongStream.rangeClosed(102, 109)
                .mapToObj(seed -> new AttackedCollector(seed).run().getLast().outcomes())
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(outcomes)
                .contains("recorded NEW", "recorded ESTABLISHED", "recorded ANONYMOUS", "recorded VERIFIED")
                .contains("replaced ANONYMOUS", "duplicate of VERIFIED", "duplicate of ESTABLISHED")
                .contains("held UNSIGNED", "held FLOOD", "held IMPLAUSIBLE", "held NOT_OUR_DOMAIN")
                .contains("held NOT_A_REPORT");
    }

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Long.getLong("adversary.seeds", 1));
    }
}
