package tlsrpt.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.aws.S3Bucket;

/// Lambda handler for SQS batches of S3 notifications: decodes the event, processes it, and reports which messages must
/// be delivered again.
public final class IngestFunction implements RequestStreamHandler {

    private static final JsonFactory JSON = new JsonFactory();
    /// Less than what is left of the time when the last message is begun: a slow AWS ends in another delivery of one
    /// message, and not in the end of the process.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Batch batch;

    /// Called by Lambda, once for each instance, or for the snapshot that instances begin from.
    public IngestFunction() {
        this(batch(System.getenv()));
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            batch.prime();
        }
    }

    public IngestFunction(Batch batch) {
        this.batch = batch;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var again = batch.process(Message.read(event), context::getRemainingTimeInMillis);
        try (var json = JSON.createGenerator(answer)) {
            json.writeStartObject();
            json.writeArrayFieldStart("batchItemFailures");
            for (var id : again) {
                json.writeStartObject();
                json.writeStringField("itemIdentifier", id);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static Batch batch(Map<String, String> environment) {
        var bucket = Environment.required(environment, "BUCKET_NAME");
        var http = Http.client(PATIENCE);
        var s3 = S3Bucket.of(bucket, environment, http, PATIENCE);
        // Drawn again each time: a snapshot of an instance must not repeat what another one drew.
        var random = new SecureRandom();
        var table =
                new DynamoDbTable(environment, Environment.required(environment, "TABLE_NAME"), http, PATIENCE, random);
        return Batch.of(s3, bucket, table, Clock.systemUTC(), random, System.out);
    }
}
