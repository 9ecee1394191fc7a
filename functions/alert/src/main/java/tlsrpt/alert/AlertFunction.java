package tlsrpt.alert;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Wiring;
import tlsrpt.aws.Environment;

/// Lambda handler for the table's stream: decodes a batch, evaluates it, and reports where redelivery must start.
public final class AlertFunction implements RequestStreamHandler {

    private static final JsonFactory JSON = new JsonFactory();

    private final Stream stream;

    /// Called by Lambda, once for each instance.
    public AlertFunction() {
        this(new Stream(alerter(System.getenv()), System.out));
    }

    public AlertFunction(Stream stream) {
        this.stream = stream;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        Optional<String> failed = stream.process(StreamRecord.read(event));
        try (var json = JSON.createGenerator(answer)) {
            json.writeStartObject();
            json.writeArrayFieldStart("batchItemFailures");
            if (failed.isPresent()) {
                json.writeStartObject();
                json.writeStringField("itemIdentifier", failed.get());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static Alerter alerter(Map<String, String> environment) {
        return new Wiring(
                        environment,
                        Environment.required(environment, "TABLE_NAME"),
                        Environment.required(environment, "ALERT_TOPIC_ARN"),
                        environment.getOrDefault("CHAT_TOPIC_ARN", ""),
                        environment.getOrDefault("DASHBOARD_URL", ""))
                .alerter();
    }
}
