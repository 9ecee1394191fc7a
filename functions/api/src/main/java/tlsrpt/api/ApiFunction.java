package tlsrpt.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.aws.S3Bucket;

/// Requests of an HTTP API (payload 2.0): decode the event, answer, encode.
public final class ApiFunction implements RequestStreamHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Api api;

    /// Called by Lambda, once for each instance, or for the snapshot that instances begin from.
    public ApiFunction() {
        this(api(System.getenv()));
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            prime();
        }
    }

    public ApiFunction(Api api) {
        this.api = api;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var request = Request.read(event);
        api.answer(request).compressed(request).write(answer);
    }

    /// Renders the page before the snapshot is taken, so that the snapshot contains it.
    private void prime() {
        try {
            var page = new Request("GET", "/", "", Map.of("accept-encoding", "gzip"), Map.of());
            api.answer(page).compressed(page).write(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Api api(Map<String, String> environment) {
        var bucket = Environment.required(environment, "BUCKET_NAME");
        var http = Http.client(PATIENCE);
        var s3 = S3Bucket.of(bucket, environment, http, PATIENCE);
        var tableName = Environment.required(environment, "TABLE_NAME");
        var table = new DynamoDbTable(environment, tableName, http, PATIENCE, new SecureRandom());
        return new Api(
                table,
                new RawObjects(s3, bucket),
                Access.of(
                        environment.getOrDefault("REQUIRED_CLAIM", ""),
                        environment.getOrDefault("OIDC_ISSUER", ""),
                        environment.getOrDefault("OIDC_CLIENT_ID", ""),
                        environment.getOrDefault("OIDC_SCOPE", ""),
                        environment.getOrDefault("OIDC_TOKEN_ORIGIN", "")),
                Clock.systemUTC(),
                false,
                environment.getOrDefault("REPORT_RECORD", ""));
    }
}
