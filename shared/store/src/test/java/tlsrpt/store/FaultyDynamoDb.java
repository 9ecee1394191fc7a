package tlsrpt.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// A DynamoDB client between which and DynamoDB everything goes wrong that can: throttling, conflicts, time-outs
/// before and after the commit, writes that come true long after their time-out, and processes that die around a call.
///
/// One for all workers of a run: with the same random numbers and the same calls it does the same.
public final class FaultyDynamoDb implements DynamoDbClient {

    private final DynamoDbClient real;
    private final RandomGenerator random;
    private final Runnable beforeEachCall;
    private final double faults;
    private final List<Supplier<?>> late = new ArrayList<>();

    /// The process died here: whoever ran it starts anew.
    public static final class Crash extends Error {

        private static final long serialVersionUID = 1;
    }

    /// @param faults the share of calls that go wrong
    /// @param beforeEachCall lets others in
    public FaultyDynamoDb(DynamoDbClient real, RandomGenerator random, double faults, Runnable beforeEachCall) {
        this.real = real;
        this.random = random;
        this.faults = faults;
        this.beforeEachCall = beforeEachCall;
    }

    /// Lets everything come true that is still under way.
    public void settle() {
        while (!late.isEmpty()) {
            comeTrue();
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return call(() -> real.getItem(request));
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return call(() -> real.query(request));
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return call(() -> real.putItem(request));
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return call(() -> real.updateItem(request));
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return call(() -> real.deleteItem(request));
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        beforeEachCall.run();
        if (random.nextDouble() < faults / 2) {
            throw cancelled(request.transactItems().size());
        }
        if (random.nextDouble() < faults / 10) {
            late.add(() -> real.transactWriteItems(request));
            throw timeout();
        }
        return answer(() -> real.transactWriteItems(request));
    }

    private <T> T call(Supplier<T> action) {
        beforeEachCall.run();
        return answer(action);
    }

    private <T> T answer(Supplier<T> action) {
        if (!late.isEmpty() && random.nextDouble() < 0.05) {
            comeTrue();
        }
        if (random.nextDouble() >= faults) {
            return action.get();
        }
        switch (random.nextInt(8)) {
            case 0 -> throw throttled();
            case 1 ->
                throw InternalServerErrorException.builder().statusCode(500).build();
            case 2 ->
                throw TransactionConflictException.builder().statusCode(400).build();
            case 3 -> throw SdkClientException.create("Unable to execute HTTP request: Connection reset");
            case 4, 5 -> {
                var _ = action.get();
                throw timeout();
            }
            case 6 -> throw new Crash();
            default -> {
                var _ = action.get();
                throw new Crash();
            }
        }
    }

    private void comeTrue() {
        try {
            var _ = late.remove(random.nextInt(late.size())).get();
        } catch (DynamoDbException _) {
            // nobody hears the answer
        }
    }

    private static ApiCallTimeoutException timeout() {
        return ApiCallTimeoutException.create(20_000);
    }

    private static DynamoDbException throttled() {
        return ProvisionedThroughputExceededException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .build();
    }

    private TransactionCanceledException cancelled(int actions) {
        var reasons = new ArrayList<>(Collections.nCopies(
                actions, CancellationReason.builder().code("None").build()));
        var code = random.nextBoolean() ? "TransactionConflict" : "ThrottlingError";
        reasons.set(
                random.nextInt(actions), CancellationReason.builder().code(code).build());
        return TransactionCanceledException.builder()
                .statusCode(400)
                .cancellationReasons(reasons)
                .build();
    }
}
