package tlsrpt.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
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
import tlsrpt.gateway.Request;
import tlsrpt.gateway.RequiredClaim;
import tlsrpt.gateway.Writers;

/// Requests of an HTTP API (payload 2.0): decode the event, answer, encode.
public final class ApiFunction implements RequestStreamHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Api api;
    private final Writers writers;

    /// Called by Lambda, once for each instance.
    public ApiFunction() {
        this(api(System.getenv()), writers(System.getenv()));
    }

    public ApiFunction(Api api) {
        this(api, new Writers(RequiredClaim.NONE, RequiredClaim.NONE));
    }

    /// @param writers whose page shows the controls for changes
    ApiFunction(Api api, Writers writers) {
        this.api = api;
        this.writers = writers;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var request = Request.read(event);
        api.answer(request)
                .with(Writers.SCOPE, writers.have(request) ? "write" : "read")
                .compressed(request)
                .write(answer);
    }

    private static Writers writers(Map<String, String> environment) {
        return new Writers(
                RequiredClaim.of(environment.getOrDefault("REQUIRED_CLAIM", "")),
                RequiredClaim.of(environment.getOrDefault("WRITE_CLAIM", "")));
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
