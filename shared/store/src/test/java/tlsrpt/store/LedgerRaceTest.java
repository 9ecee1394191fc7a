package tlsrpt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import tlsrpt.report.Trust;

/// What others do between two steps of ours, and answers that get lost, one case at a time.
class LedgerRaceTest {

    private static final Settings SETTINGS = new Settings(List.of("example.com"), Retention.DEFAULT, false);
    private static final Clock CLOCK =
            Clock.fixed(Samples.DAY.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    private final InMemoryDynamoDb memory = new InMemoryDynamoDb();
    private final Random random = new Random(1);
    private final Ledger others = ledger(memory);
    private final Scripted scripted = new Scripted(memory);
    private final Ledger ours = ledger(scripted);

    private final Recording fake = reportFrom("google.com")
            .trusted(Trust.ANONYMOUS)
            .sts("example.com", "enforce", 0, failure("certificate-expired", "mx1.example.com", 50))
            .recording();
    private final Recording otherFake = reportFrom("google.com")
            .trusted(Trust.ANONYMOUS)
            .sts("example.com", "testing", 7)
            .recording();
    private final Recording verified =
            reportFrom("google.com").sts("example.com", "enforce", 100).recording();

    @BeforeEach
    void createTable() {
        TableSchema.create(memory, "tlsrpt");
    }

    @Test
    void recordsHonestlyThoughTheAnswerGotLost() {
        scripted.lost.add(1);

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new Outcome.Recorded(verified.ref()));
        assertThat(scripted.transactions).isEqualTo(2);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void replacesHonestlyThoughTheAnswerGotLost() {
        others.record(fake, SETTINGS);
        scripted.lost.add(2);

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new Outcome.Replaced(verified.ref(), Trust.ANONYMOUS));
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void forgetsHonestlyThoughTheAnswerGotLost() {
        others.record(verified, SETTINGS);
        scripted.lost.add(1);

        assertThat(ours.forget(verified.ref())).isEqualTo(Ledger.Forgotten.DONE);
        assertThat(sums()).isEmpty();
    }

    @Test
    void findsItsReportCountedAfterItsProcessDied() {
        others.record(verified, SETTINGS);

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new Outcome.Duplicate(verified.ref(), Trust.VERIFIED));
    }

    @Test
    void replacesWhatIsThereNotWhatWasThere() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> {
            others.forget(fake.ref());
            others.record(otherFake, SETTINGS);
        });

        assertThat(ours.record(verified, SETTINGS)).isInstanceOf(Outcome.Replaced.class);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void recordsAnewWhatWasForgottenWhileItReplacedIt() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> others.forget(fake.ref()));

        assertThat(ours.record(verified, SETTINGS)).isEqualTo(new Outcome.Recorded(verified.ref()));
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void leavesItToWhoReplacedItFirst() {
        others.record(fake, SETTINGS);
        scripted.before.put(2, () -> others.record(verified, SETTINGS));

        assertThat(ours.record(verified, SETTINGS)).isInstanceOf(Outcome.Duplicate.class);
        assertThat(sums()).isEqualTo(sumsOf(verified));
    }

    @Test
    void forgetsWhatIsThereNotWhatWasThere() {
        others.record(fake, SETTINGS);
        scripted.before.put(1, () -> others.record(verified, SETTINGS));

        assertThat(ours.forget(fake.ref())).isEqualTo(Ledger.Forgotten.DONE);
        assertThat(sums()).isEmpty();
    }

    @Test
    void looksForItsReportWhereOnlyTheQuotaIsSaidToBeFull() {
        for (int i = 0; i < 200; i++) {
            others.record(
                    reportFrom("google.com")
                            .id("fake" + i)
                            .trusted(Trust.ANONYMOUS)
                            .sts("example.com", "enforce", 1)
                            .recording(),
                    SETTINGS);
        }
        scripted.hidesTheFirstReason = true;
        var known = reportFrom("google.com")
                .id("fake7")
                .trusted(Trust.ANONYMOUS)
                .sts("example.com", "enforce", 1)
                .recording();

        assertThat(ours.record(known, SETTINGS)).isEqualTo(new Outcome.Duplicate(known.ref(), Trust.ANONYMOUS));
        assertThat(ours.record(fake, SETTINGS)).isInstanceOf(Outcome.Held.class);
    }

    private SortedMap<Key, SortedMap<String, Long>> sums() {
        return TableSums.of(memory.scan(scan -> scan.tableName("tlsrpt")).items());
    }

    private static SortedMap<Key, SortedMap<String, Long>> sumsOf(Recording recording) {
        var sums = new TreeMap<Key, SortedMap<String, Long>>();
        TableSums.add(sums, recording, "example.com");
        return sums;
    }

    private Ledger ledger(DynamoDbClient client) {
        var retry = new Retry(Duration.ofSeconds(5), random, new Retry.Time() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void sleep(Duration duration) {}
        });
        return new Ledger(new Table(client, "tlsrpt", retry), CLOCK, random);
    }

    /// Counts our transactions, from 1.
    private static final class Scripted implements DynamoDbClient {

        private final DynamoDbClient real;
        private final Map<Integer, Runnable> before = new HashMap<>();
        private final Set<Integer> lost = new HashSet<>();
        private int transactions;
        private boolean hidesTheFirstReason;

        Scripted(DynamoDbClient real) {
            this.real = real;
        }

        @Override
        public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
            int number = ++transactions;
            before.getOrDefault(number, () -> {}).run();
            var answer = answer(request);
            if (lost.contains(number)) {
                throw ApiCallTimeoutException.create(1000);
            }
            return answer;
        }

        private TransactWriteItemsResponse answer(TransactWriteItemsRequest request) {
            try {
                return real.transactWriteItems(request);
            } catch (TransactionCanceledException e) {
                if (!hidesTheFirstReason) {
                    throw e;
                }
                var reasons = new ArrayList<>(e.cancellationReasons());
                reasons.set(0, CancellationReason.builder().code("None").build());
                throw TransactionCanceledException.builder()
                        .cancellationReasons(reasons)
                        .build();
            }
        }

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            return real.getItem(request);
        }

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            return real.updateItem(request);
        }

        @Override
        public String serviceName() {
            return real.serviceName();
        }

        @Override
        public void close() {}
    }
}
