package tlsrpt.alerting;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import tlsrpt.store.Retry;
import tlsrpt.store.Table;

/// What the functions are made of on AWS.
public final class Wiring {

    /// Shorter than a claim on a message: whoever sends it is done, or has failed, while it is his.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Wiring() {}

    public static Alerter alerter(Map<String, String> environment) {
        var http = UrlConnectionHttpClient.builder().socketTimeout(PATIENCE).build();
        var dynamoDb = DynamoDbClient.builder().httpClient(http).build();
        var sns = SnsClient.builder()
                .httpClient(http)
                .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE))
                .build();
        var random = new SecureRandom();
        var table = new Table(
                dynamoDb, required(environment, "TABLE_NAME"), new Retry(PATIENCE, random, Retry.Time.SYSTEM));
        var channel = new SnsChannel(
                sns,
                required(environment, "ALERT_TOPIC_ARN"),
                environment.getOrDefault("CHAT_TOPIC_ARN", ""),
                environment.getOrDefault("DASHBOARD_URL", ""));
        return new Alerter(table, channel, Clock.systemUTC(), random, false);
    }

    private static String required(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
