package tlsrpt.watch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.Wiring;

/// What the schedule calls: daily for everything, and hourly, with `{"task": "summary"}`, for what an hour had too
/// many of.
public final class WatchFunction implements RequestStreamHandler {

    private static final int EVENT = 4_096;

    private final Alerter alerter;

    /// Called by Lambda, once for each instance.
    public WatchFunction() {
        this(Wiring.alerter(System.getenv()));
    }

    WatchFunction(Alerter alerter) {
        this.alerter = alerter;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var task = new String(event.readNBytes(EVENT), StandardCharsets.UTF_8);
        if (task.contains("\"summary\"")) {
            alerter.sendSummary();
        } else {
            alerter.watch();
        }
        answer.write("{}".getBytes(StandardCharsets.UTF_8));
    }
}
