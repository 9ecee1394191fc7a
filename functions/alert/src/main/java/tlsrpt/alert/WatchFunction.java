package tlsrpt.alert;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tlsrpt.alerting.Alerter;
import tlsrpt.alerting.SubscriberCount;
import tlsrpt.alerting.Wiring;
import tlsrpt.aws.CallException;
import tlsrpt.aws.Environment;

/// Lambda handler called by the schedule: daily for the daily check, and hourly, with `{"task": "summary"}`, for alerts
/// beyond the hourly limit. Each call also counts the alert subscribers, and mails the weekly digest if it is due.
public final class WatchFunction implements RequestStreamHandler {

    private static final int EVENT = 4_096;

    private final Alerter alerter;
    private final SubscriberCount subscribers;
    private final Runnable digest;

    /// Called by Lambda, once for each instance.
    public WatchFunction() {
        this(wiring(System.getenv()), System.getenv());
    }

    private WatchFunction(Wiring wiring, Map<String, String> environment) {
        this(wiring.alerter(), wiring.subscriberCount(), digest(wiring, environment));
    }

    /// @param digest mails it if it is due
    WatchFunction(Alerter alerter, SubscriberCount subscribers, Runnable digest) {
        this.alerter = alerter;
        this.subscribers = subscribers;
        this.digest = digest;
    }

    private static Runnable digest(Wiring wiring, Map<String, String> environment) {
        var recipient = environment.getOrDefault("DIGEST_EMAIL", "");
        if (recipient.isEmpty()) {
            return () -> {};
        }
        return wiring.mailedDigest(
                Environment.required(environment, "DIGEST_FROM"),
                recipient,
                Environment.required(environment, "DIGEST_TIME"))::sendDue;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var task = new String(event.readNBytes(EVENT), StandardCharsets.UTF_8);
        if (task.contains("\"summary\"")) {
            alerter.sendSummary();
        } else {
            alerter.watch();
        }
        try {
            subscribers.note();
        } catch (CallException e) {
            // The page says how old the number is; no alert must wait for it.
            context.getLogger().log("the subscriptions to alerts were not counted: " + e.getMessage());
        }
        // Last, and with the error of its own that raises the alarm: no alert must wait for it.
        digest.run();
        answer.write("{}".getBytes(StandardCharsets.UTF_8));
    }

    private static Wiring wiring(Map<String, String> environment) {
        return new Wiring(
                environment,
                Environment.required(environment, "TABLE_NAME"),
                Environment.required(environment, "ALERT_TOPIC_ARN"),
                environment.getOrDefault("CHAT_TOPIC_ARN", ""),
                environment.getOrDefault("DASHBOARD_URL", ""));
    }
}
