package tlsrpt.policy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Environment;
import tlsrpt.aws.Http;
import tlsrpt.store.PolicyItems;
import tlsrpt.sts.PolicyAnswer;

/// `GET https://mta-sts.<domain>/.well-known/mta-sts.txt` behind an HTTP API (payload 2.0): one read of the table.
public final class PolicyFunction implements RequestStreamHandler {

    /// Some senders wait four seconds for the whole answer.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final JsonFactory JSON = new JsonFactory();

    private final Function<String, Optional<String>> files;

    /// Called by Lambda, once for each instance, or for the snapshot that instances begin from.
    public PolicyFunction() {
        this(files(System.getenv()));
        if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            prime();
        }
    }

    /// Answers from these files.
    ///
    /// @param files the file of a domain whose policy is hosted here
    public PolicyFunction(Function<String, Optional<String>> files) {
        this.files = files;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream out, Context context) throws IOException {
        var request = PolicyRequest.read(event);
        var answer = PolicyAnswer.domain(request.host())
                .map(domain -> PolicyAnswer.to(request.method(), request.path(), domain, files))
                .orElse(PolicyAnswer.NOT_FOUND);
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", answer.status());
            json.writeObjectFieldStart("headers");
            for (var header : answer.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeStringField("body", answer.body());
            json.writeEndObject();
        }
    }

    /// Loads the classes of the first request's way to the table, so that they lie in the snapshot.
    private void prime() {
        var _ = files.apply("example.com");
    }

    private static Function<String, Optional<String>> files(Map<String, String> environment) {
        var name = Environment.required(environment, "TABLE_NAME");
        var table = new DynamoDbTable(environment, name, Http.client(PATIENCE), PATIENCE, new SecureRandom());
        return new PolicyItems(table)::file;
    }
}
