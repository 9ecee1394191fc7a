package tlsrpt.act;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tlsrpt.actions.ActionRequests;
import tlsrpt.actions.Actions;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.aws.S3Bucket;
import tlsrpt.aws.SqsQueue;
import tlsrpt.gateway.Reply;
import tlsrpt.gateway.Request;
import tlsrpt.gateway.RequiredClaim;
import tlsrpt.gateway.Writers;
import tlsrpt.store.Decisions;
import tlsrpt.table.Bucket;
import tlsrpt.table.Table;

/// `POST /v1/actions` behind an HTTP API (payload 2.0). Its authorizer has checked the access token and the scope; what
/// else a writer needs is checked here.
///
/// API Gateway waits for 30 seconds. A change that takes longer goes on, and the audit log shows its outcome.
public final class ActFunction implements RequestStreamHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Writers writers;
    private final ActionRequests requests;

    /// Called by Lambda, once for each instance.
    public ActFunction() {
        this(writers(System.getenv()), requests(System.getenv()));
    }

    ActFunction(Writers writers, ActionRequests requests) {
        this.writers = writers;
        this.requests = requests;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        answer(event).write(answer);
    }

    private Reply answer(InputStream event) throws IOException {
        Request request;
        try {
            request = Request.read(event);
        } catch (IllegalArgumentException _) {
            return Reply.problem(400, "Invalid action", "The body is not what its encoding says.");
        }
        return writers.have(request)
                ? requests.answer(request, Writers.name(request.claims()))
                : Reply.problem(
                        403,
                        "This account may only read",
                        "Changes need an access token with the scope tlsrpt/write, of an account that may write.");
    }

    private static Writers writers(Map<String, String> environment) {
        return new Writers(
                RequiredClaim.of(environment.getOrDefault("REQUIRED_CLAIM", "")),
                RequiredClaim.of(environment.getOrDefault("WRITE_CLAIM", "")));
    }

    private static ActionRequests requests(Map<String, String> environment) {
        var bucketName = Environment.required(environment, "BUCKET_NAME");
        var http = Http.client(PATIENCE);
        var random = new SecureRandom();
        var table =
                new DynamoDbTable(environment, Environment.required(environment, "TABLE_NAME"), http, PATIENCE, random);
        var queue = SqsQueue.of(Environment.required(environment, "INGEST_QUEUE_URL"), environment, http, PATIENCE);
        return requests(
                table,
                S3Bucket.of(bucketName, environment, http, PATIENCE),
                bucketName,
                queue::send,
                Clock.systemUTC());
    }

    static ActionRequests requests(
            Table table, Bucket bucket, String bucketName, Consumer<List<String>> queue, Clock clock) {
        var random = new SecureRandom();
        var objects = new QueuedObjects(bucket, bucketName, table, clock, queue);
        var actions = new Actions(
                table,
                clock,
                random,
                objects,
                (decision, reporter) -> decision.make(new Decisions(table, clock, random), reporter),
                "the stack's parameter Domains, or 'tlsrpt settings'");
        // A page is asked by the name under which it asks.
        return new ActionRequests(new Turn(table, clock, actions::make), _ -> false);
    }
}
