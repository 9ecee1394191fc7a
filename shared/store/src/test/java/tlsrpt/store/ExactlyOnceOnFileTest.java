package tlsrpt.store;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.sqlite.Database;
import tlsrpt.sqlite.Schema;

/// As [ExactlyOnceTest], on a file. The system property `seeds.file` says how many seeds; `seed` is the first.
class ExactlyOnceOnFileTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRowEqualsAPlainSumWhateverGoesWrong(long seed, @TempDir Path folder) {
        try (var database = Database.open(folder.resolve("tlsrpt.db"), Schema.ITEMS)) {
            new FaultInjectionRun(seed, database.table(), 30).run();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRowEqualsAPlainSumThoughReportersAreBlockedMeanwhile(long seed, @TempDir Path folder) {
        try (var database = Database.open(folder.resolve("tlsrpt.db"), Schema.ITEMS)) {
            new FaultInjectionRun(seed, database.table(), 20).runWithBlocks();
        }
    }

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Long.getLong("seeds.file", 1));
    }
}
