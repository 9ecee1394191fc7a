package tlsrpt.submit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/// `ANY /v1/tlsrpt` behind an HTTP API (payload 2.0): decode the event, submit, encode the answer.
public final class SubmitFunction implements RequestStreamHandler {

    private final Submit submit;

    /// Called by Lambda, once for each instance.
    public SubmitFunction() {
        this(submit(System.getenv()));
    }

    public SubmitFunction(Submit submit) {
        this.submit = submit;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        submit.answer(HttpRequest.read(event)).write(answer);
    }

    private static Submit submit(Map<String, String> environment) {
        var bucket = environment.get("BUCKET_NAME");
        if (bucket == null) {
            throw new IllegalStateException("the environment variable BUCKET_NAME is not set");
        }
        var s3 = S3Client.builder().httpClient(UrlConnectionHttpClient.create()).build();
        return new Submit(s3, bucket, Clock.systemUTC());
    }
}
