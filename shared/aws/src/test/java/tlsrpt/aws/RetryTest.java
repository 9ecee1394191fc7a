package tlsrpt.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {

    private final List<Duration> pauses = new ArrayList<>();
    private final Retry retry = new Retry(Duration.ofSeconds(20), new Random(1), new RecordedTime(pauses));

    /// Time that passes while a retry pauses, and no other.
    record RecordedTime(List<Duration> pauses) implements Retry.Time {

        @Override
        public long nanos() {
            var waited = pauses.stream().reduce(Duration.ZERO, Duration::plus);
            return Long.MAX_VALUE - 1_000_000 + waited.toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            pauses.add(duration);
        }
    }

    @Test
    void triesAgainUntilItSucceeds() throws Exception {
        var left = new int[] {2};

        var done = retry.call(() -> {
            if (left[0]-- > 0) {
                throw new Retry.Passing("throttled", null);
            }
            return "done";
        });

        assertThat(done).isEqualTo("done");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void losesPatienceInTheEnd() {
        var throttled = new Retry.Passing("throttled", null);

        assertThatThrownBy(() -> retry.call(() -> {
                    throw throttled;
                }))
                .isSameAs(throttled);

        var waited = pauses.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(waited).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofSeconds(2)));
        assertThat(pauses.getFirst()).isLessThan(Duration.ofMillis(20));
    }

    @Test
    void stopsIfTheThreadIsInterrupted() {
        var retry = new Retry(Duration.ofSeconds(20), new Random(1), Retry.Time.SYSTEM);
        var throttled = new Retry.Passing("throttled", null);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> retry.call(() -> {
                    throw throttled;
                }))
                .isSameAs(throttled);

        assertThat(Thread.interrupted()).isTrue();
    }
}
