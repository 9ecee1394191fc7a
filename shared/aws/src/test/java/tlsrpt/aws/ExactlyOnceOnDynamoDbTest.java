package tlsrpt.aws;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.store.FaultInjectionRun;

/// The store's storm of faults, on DynamoDB Local. The system property `seeds.local` says how many seeds; `seed` is the
/// first. Run by `make exactly-once`, since one seed takes half a minute.
@Tag("emulator")
class ExactlyOnceOnDynamoDbTest {

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRowEqualsAPlainSumWhateverGoesWrong(long seed) {
        new FaultInjectionRun(seed, DynamoDbLocalProcess.running().emptyTable(), 30).run();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRowEqualsAPlainSumThoughReportersAreBlockedMeanwhile(long seed) {
        new FaultInjectionRun(seed, DynamoDbLocalProcess.running().emptyTable(), 10).runWithBlocks();
    }

    static LongStream seeds() {
        long first = Long.getLong("seed", 1);
        return LongStream.range(first, first + Long.getLong("seeds.local", 1));
    }
}
