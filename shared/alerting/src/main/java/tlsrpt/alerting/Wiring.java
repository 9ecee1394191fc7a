package tlsrpt.alerting;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import tlsrpt.aws.Http;
import tlsrpt.store.Retry;
import tlsrpt.store.Table;

/// What the functions are made of on AWS.
public final class Wiring {

    /// Shorter than a claim on a message: whoever sends it is done, or has failed, while it is his.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Wiring() {}

    /// What judges and sends, of the names that a function is given.
    ///
    /// @param chatTopic empty where there is none; so is the dashboard
    public static Alerter alerter(String tableName, String topic, String chatTopic, String dashboard) {
        var http = Http.client(PATIENCE);
        var dynamoDb = DynamoDbClient.builder().httpClient(http).build();
        var sns = SnsClient.builder()
                .httpClient(http)
                .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE))
                .build();
        var random = new SecureRandom();
        var table = new Table(dynamoDb, tableName, new Retry(PATIENCE, random, Retry.Time.SYSTEM));
        return new Alerter(table, new SnsChannel(sns, topic, chatTopic, dashboard), Clock.systemUTC(), random, false);
    }
}
