package tlsrpt.setup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.ses.SesClient;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;

/// A custom resource of CloudFormation: decode the event, carry it out, tell CloudFormation.
///
/// CloudFormation waits for the answer, by default an hour, and then rolls back. So it is always notified: if the work
/// fails, if it does not finish, and even if the handler cannot be initialized.
public final class SetupFunction implements RequestStreamHandler {

    /// What telling takes when it takes long, and a little more.
    private static final long LAST_MILLIS = 15_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String ROLLBACK = "ROLLBACK";
    /// SES takes one request a second of those that change receipt rules, no matter who sends them.
    private static final int TRIES = 6;

    private final Supplier<Setup> setup;
    private final CloudFormation cloudFormation = new CloudFormation();

    /// Called by Lambda, once for each instance.
    public SetupFunction() {
        this(() -> setup(System.getenv()));
    }

    SetupFunction(Supplier<Setup> setup) {
        this.setup = setup;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var request = Request.read(event);
        try {
            var failure = failure(request, context.getRemainingTimeInMillis() - LAST_MILLIS);
            System.out.println(request.type() + ": " + (failure == null ? "done" : failure));
            var data = failure == null ? request.wishes().hashes() : Map.<String, String>of();
            cloudFormation.tell(new Answer(request, failure, data));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before CloudFormation was notified", e);
        }
    }

    /// Why it could not be done; `null` where it was.
    private @Nullable String failure(Request request, long millis) throws InterruptedException {
        var work = new FutureTask<>(() -> {
            setup.get().carryOut(request);
            return request;
        });
        Thread.ofVirtual().start(work);
        try {
            work.get(millis, TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException _) {
            work.cancel(true);
            return "AWS did not answer in time. Please try again.";
        } catch (ExecutionException e) {
            return e.getCause() instanceof Refused refused ? refused.getMessage() : String.valueOf(e.getCause());
        }
    }

    private static Setup setup(Map<String, String> environment) {
        var name = Environment.required(environment, "TABLE_NAME");
        var http = Http.client(PATIENCE);
        var ses = SesClient.builder()
                .httpClient(http)
                .overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(TRIES)))
                .build();
        var table = new DynamoDbTable(environment, name, http, PATIENCE, new SecureRandom());
        return new Setup(new RuleSets(ses), stack -> isRollingBack(stack, http), table, Clock.systemUTC());
    }

    /// The request of a rollback looks like that of an update. `UPDATE_ROLLBACK_IN_PROGRESS` tells them apart.
    private static boolean isRollingBack(String stack, SdkHttpClient http) {
        try (var client = CloudFormationClient.builder().httpClient(http).build()) {
            return client.describeStacks(describe -> describe.stackName(stack)).stacks().stream()
                    .anyMatch(found -> found.stackStatusAsString().contains(ROLLBACK));
        } catch (CloudFormationException e) {
            System.out.println("the stack's status is unknown: " + e.getMessage());
            return false;
        }
    }
}
