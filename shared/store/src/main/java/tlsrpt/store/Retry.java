package tlsrpt.store;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/// Tries again what failed for a reason that may pass, with full jitter, until its patience ends; then the last
/// exception gets through, and whoever delivered the report delivers it again.
///
/// Counters of a busy day are written by everyone at once, so conflicts are no fault of anyone. An answer that never
/// came may mean that the write was done, so what is tried here must bear being done twice.
public final class Retry {

    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Duration patience;
    private final RandomGenerator random;
    private final Time time;

    /// The passing of time.
    public interface Time {

        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };

        long nanos();

        void sleep(Duration duration) throws InterruptedException;
    }

    /// @param patience how long one call may take, its pauses included
    public Retry(Duration patience, RandomGenerator random, Time time) {
        this.patience = patience;
        this.random = random;
        this.time = time;
    }

    <T> T call(Supplier<T> action) {
        long start = time.nanos();
        var ceiling = FIRST;
        for (; ; ) {
            try {
                return action.get();
            } catch (SdkException e) {
                var pause = Duration.ofNanos(random.nextLong(ceiling.toNanos()));
                if (!mayPass(e) || time.nanos() - start + pause.toNanos() > patience.toNanos()) {
                    throw e;
                }
                sleep(pause, e);
                ceiling = ceiling.multipliedBy(2).compareTo(LONGEST) < 0 ? ceiling.multipliedBy(2) : LONGEST;
            }
        }
    }

    private void sleep(Duration pause, SdkException cause) {
        try {
            time.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    private static boolean mayPass(SdkException e) {
        return switch (e) {
            case TransactionCanceledException cancelled -> cancelledForNow(cancelled);
            case TransactionConflictException _ -> true;
            case AwsServiceException answered -> answered.isThrottlingException() || answered.statusCode() >= 500;
            case SdkClientException _ -> !Thread.currentThread().isInterrupted();
            default -> false;
        };
    }

    private static boolean cancelledForNow(TransactionCanceledException e) {
        return e.cancellationReasons().stream().anyMatch(reason -> switch (reason.code()) {
            case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded" -> true;
            case null, default -> false;
        });
    }
}
