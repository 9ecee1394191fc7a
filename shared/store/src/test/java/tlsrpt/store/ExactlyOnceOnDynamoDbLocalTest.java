package tlsrpt.store;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [ExactlyOnceTest], on the real engine; the system property `seeds.local` says how many.
class ExactlyOnceOnDynamoDbLocalTest {

    /// A new engine for each: it gets slower with every table that it has ever had.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRowEqualsAPlainSumWhateverGoesWrong(long seed) {
        try (var local = new LocalDynamoDb()) {
            new Turmoil(seed, local.withoutTables(), 60).run();
        }
    }

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Long.getLong("seeds.local", 2));
    }
}
