package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an adversary sends among honest mail, what honest reporters say is as it would be without. The system
/// property `adversary.seeds` says how many seeds; `seed` is the first.
class AdversaryTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changesNothingOfWhatHonestReportersSay(long seed) {
        var without = new AttackedCollector(seed, false).run();
        var with = new AttackedCollector(seed, true).run();

        assertThat(with.rows()).as("totals, seed %s", seed).isEqualTo(without.rows());
        assertThat(with.alerts()).as("alerts, seed %s", seed).isEqualTo(without.alerts());
        assertThat(with.states()).as("states and readiness, seed %s", seed).isEqualTo(without.states());
        assertThat(without.alerts()).as("an incident, seed %s", seed).isNotEmpty();
    }

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Long.getLong("adversary.seeds", 3));
    }
}
