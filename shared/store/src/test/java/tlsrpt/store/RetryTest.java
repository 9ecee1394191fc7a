package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

class RetryTest {

    private final List<Duration> pauses = new ArrayList<>();
    private final Retry retry = new Retry(Duration.ofSeconds(20), new Random(1), new Retry.Time() {
        private long nanos = Long.MAX_VALUE - 1_000_000;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            pauses.add(duration);
            nanos += duration.toNanos();
        }
    });

    @Test
    void triesAgainWhatMayPass() {
        for (var passing : List.of(
                error(400, "ThrottlingException"),
                error(400, "ProvisionedThroughputExceededException"),
                error(400, "RequestLimitExceeded"),
                error(503, "ServiceUnavailable"),
                TransactionConflictException.builder().statusCode(400).build(),
                cancelled("None", "TransactionConflict"),
                cancelled("ThrottlingError", "None"),
                SdkClientException.create("Connection reset"))) {
            assertThat(retry.call(failingTwice(passing))).as(passing.toString()).isEqualTo("done");
        }
        assertThat(pauses).hasSize(16);
    }

    @Test
    void doesNotTryAgainWhatWillNot() {
        for (var lasting : List.of(
                error(400, "ValidationException"),
                ResourceNotFoundException.builder().statusCode(400).build(),
                cancelled("ValidationError", "None"),
                cancelled("None", "ConditionalCheckFailed"))) {
            assertThatThrownBy(() -> retry.call(failingTwice(lasting))).isSameAs(lasting);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void losesPatienceInTheEnd() {
        var throttled = error(400, "ThrottlingException");

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
    void stopsWhereItIsInterrupted() {
        var retry = new Retry(Duration.ofSeconds(20), new Random(1), Retry.Time.SYSTEM);
        var throttled = error(400, "ThrottlingException");

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> retry.call(() -> {
                    throw throttled;
                }))
                .isSameAs(throttled);

        assertThat(Thread.interrupted()).isTrue();
    }

    private static Supplier<String> failingTwice(SdkException failure) {
        var left = new int[] {2};
        return () -> {
            if (left[0]-- > 0) {
                throw failure;
            }
            return "done";
        };
    }

    private static SdkException error(int status, String code) {
        return (SdkException) DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static SdkException cancelled(String... codes) {
        return TransactionCanceledException.builder()
                .statusCode(400)
                .cancellationReasons(List.of(codes).stream()
                        .map(code -> CancellationReason.builder().code(code).build())
                        .toList())
                .build();
    }
}
