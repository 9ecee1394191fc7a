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

/// Batches of the table's stream: decode, judge, say from where on they are to be delivered again.
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
                        required(environment, "TABLE_NAME"),
                        required(environment, "ALERT_TOPIC_ARN"),
                        environment.getOrDefault("CHAT_TOPIC_ARN", ""),
                        environment.getOrDefault("DASHBOARD_URL", ""))
                .alerter();
    }

    private static String required(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
