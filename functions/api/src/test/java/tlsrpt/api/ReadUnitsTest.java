package tlsrpt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.store.Samples.failure;
import static tlsrpt.store.Samples.reportFrom;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import tlsrpt.aws.Bucket;
import tlsrpt.aws.StoredObject;
import tlsrpt.store.InMemoryDynamoDb;
import tlsrpt.store.Ledger;
import tlsrpt.store.Retention;
import tlsrpt.store.Retry;
import tlsrpt.store.Samples;
import tlsrpt.store.Settings;
import tlsrpt.store.Table;
import tlsrpt.store.TableSchema;

/// What each view costs, as DynamoDB Local counts it, with ever more reports behind the same ninety days of a domain.
///
/// The reports go through the ledger one by one, in memory, and DynamoDB Local is given the items that come of it. So
/// the tables differ as real ones would: the rows are the same, and the numbers in them have more digits.
@Timeout(600)
class ReadUnitsTest {

    /// Far ahead: DynamoDB Local deletes what has expired by the clock on the wall.
    private static final LocalDate TODAY = LocalDate.of(2126, 3, 31);
    private static final Clock CLOCK = Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Settings SETTINGS = new Settings(List.of("*"), Retention.DEFAULT, false);
    private static final int DAYS = 90;
    private static final int BATCH = 25;

    /// 100,000 take minutes: CI does.
    private static final int MOST = Integer.getInteger("page.reports", 1_000);

    private static final String SPAN = "?from=" + TODAY.minusDays(DAYS - 1) + "&to=" + TODAY;
    private static final List<String> VIEWS = List.of(
            "/v1/domains",
            "/v1/domains/example.com",
            "/v1/domains/example.com/days" + SPAN,
            "/v1/domains/example.com/reporters" + SPAN,
            "/v1/domains/example.com/failures" + SPAN,
            "/v1/domains/example.com/reports" + SPAN,
            "/v1/domains/example.com/alerts",
            "/v1/causes",
            "/v1/alerts",
            "/v1/held");

    private record Cost(int requests, double units) {}

    @Test
    void aViewCostsTheSameHoweverManyReportsAreBehindIt() throws IOException {
        var few = costs(DAYS, ReadUnitsTest::ordinary);
        var many = costs(MOST, ReadUnitsTest::ordinary);

        System.out.printf("%-46s %8s %24s%n", "read units", "requests", DAYS + " / " + MOST + " reports");
        for (var view : VIEWS) {
            var cost = few.getOrDefault(view, new Cost(0, 0));
            System.out.printf(
                    "%-46s %8d %15.1f / %.1f%n",
                    view.replace(SPAN, " (90 days)"), cost.requests, cost.units, many.getOrDefault(view, cost).units);
        }
        assertThat(many).isEqualTo(few);
        assertThat(few.getOrDefault("/v1/domains", new Cost(0, 0)).requests)
                .as("14 days, the register, the open alerts, and who hears of them")
                .isEqualTo(14 + 3);
        assertThat(few.getOrDefault(VIEWS.get(2), new Cost(0, 0)).requests).isEqualTo(1);
    }

    @Test
    void aDomainReadsSixReportsAtMostHoweverManyFormsItsPolicyHas() throws IOException {
        var costs = costs(
                20,
                number -> reportFrom("google.com")
                        .on(TODAY.minusDays(number))
                        .entry(
                                "sts",
                                List.of("version: STSv1", "mode: enforce", "mx: mx" + number + ".example.com"),
                                "example.com",
                                900));

        assertThat(costs.getOrDefault("/v1/domains/example.com", new Cost(0, 0)).requests)
                .as("its entry, its two kinds of rows, the open alerts, and the reports")
                .isEqualTo(4 + 6);
    }

    private static Samples ordinary(int number) {
        return reportFrom("google.com")
                .id("%06d".formatted(number))
                .on(TODAY.minusDays(number % DAYS))
                .sts("example.com", "enforce", 900, failure("certificate-expired", "mx2.example.com", 100));
    }

    private static Map<String, Cost> costs(int reports, IntFunction<Samples> report) throws IOException {
        var local = DynamoDBEmbedded.create(true);
        try {
            var memory = new InMemoryDynamoDb();
            TableSchema.create(memory, "tlsrpt");
            var ledger = new Ledger(table(memory), CLOCK, new SecureRandom());
            for (int i = 0; i < reports; i++) {
                ledger.record(report.apply(i).recording(), SETTINGS);
            }
            var metered = new Metered(copied(memory, local.dynamoDbClient()));
            var api = new Ask(new ApiFunction(
                    new Api(table(metered), new RawObjects(new NoS3(), "bucket"), Access.OPEN, CLOCK, false, "")));
            var costs = new LinkedHashMap<String, Cost>();
            for (var view : VIEWS) {
                metered.requests = 0;
                metered.units = 0;
                assertThat(api.get(view).status()).isEqualTo(200);
                costs.put(view, new Cost(metered.requests, metered.units));
            }
            return costs;
        } finally {
            local.shutdown();
        }
    }

    private static DynamoDbClient copied(InMemoryDynamoDb from, DynamoDbClient to) {
        TableSchema.create(to, "tlsrpt");
        var puts = from.scan(scan -> scan.tableName("tlsrpt")).items().stream()
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        for (int i = 0; i < puts.size(); i += BATCH) {
            var some = puts.subList(i, Math.min(puts.size(), i + BATCH));
            assertThat(to.batchWriteItem(write -> write.requestItems(Map.of("tlsrpt", some)))
                            .unprocessedItems())
                    .isEmpty();
        }
        return to;
    }

    private static Table table(DynamoDbClient client) {
        return new Table(client, "tlsrpt", new Retry(Duration.ZERO, new SecureRandom(), Retry.Time.SYSTEM));
    }

    /// Adds up what reading takes.
    private static final class Metered implements DynamoDbClient {

        private final DynamoDbClient client;
        private int requests;
        private double units;

        Metered(DynamoDbClient client) {
            this.client = client;
        }

        @Override
        public QueryResponse query(QueryRequest request) {
            var answer = client.query(request.toBuilder()
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                    .build());
            count(answer.consumedCapacity());
            return answer;
        }

        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            var answer = client.getItem(request.toBuilder()
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                    .build());
            count(answer.consumedCapacity());
            return answer;
        }

        private void count(ConsumedCapacity capacity) {
            requests++;
            units += capacity.capacityUnits();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private record NoS3() implements Bucket {

        @Override
        public boolean add(String key, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredObject> open(String key) {
            return Optional.empty();
        }
    }
}
