package tlsrpt.submit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.aws.S3Bucket;

/// `ANY /v1/tlsrpt` behind an HTTP API (payload 2.0): decode the event, submit, encode the answer.
public final class SubmitFunction implements RequestStreamHandler {

    /// Twice of it, and a little, is less than what API Gateway waits: a slow S3 still leads to a response from this
    /// function.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Submit submit;

    /// Called by Lambda, once for each instance, or for the snapshot that instances begin from.
    public SubmitFunction() {
        this(submit(System.getenv()));
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            prime();
        }
    }

    public SubmitFunction(Submit submit) {
        this.submit = submit;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        submit.answer(HttpRequest.read(event)).write(answer);
    }

    /// Loads the classes of the first request before the snapshot is taken. Nothing is written.
    void prime() {
        try {
            var event = "{\"requestContext\":{\"http\":{\"method\":\"GET\"}},\"body\":\"\",\"isBase64Encoded\":true}";
            submit.answer(HttpRequest.read(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8))))
                    .write(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        submit.prime();
    }

    private static Submit submit(Map<String, String> environment) {
        var bucket = Environment.required(environment, "BUCKET_NAME");
        var s3 = S3Bucket.of(bucket, environment, Http.client(PATIENCE), PATIENCE);
        return new Submit(s3, Clock.systemUTC());
    }
}
