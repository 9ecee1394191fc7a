package tlsrpt.alerting;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpClient;
import tlsrpt.aws.DynamoDbTable;
import tlsrpt.aws.Http;
import tlsrpt.aws.SesMail;
import tlsrpt.aws.SnsTopics;
import tlsrpt.table.Table;

/// Creates the objects of the functions on AWS.
public final class Wiring {

    /// Shorter than a claim on a message: the sender is done, or has failed, while it is his.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SecureRandom random = new SecureRandom();
    private final Table table;
    private final SnsTopics sns;
    private final String topic;
    private final String chatTopic;
    private final String dashboard;
    private final Map<String, String> environment;
    private final SdkHttpClient http;

    /// Of the names that a function is given.
    ///
    /// @param environment as Lambda has it
    /// @param chatTopic empty where there is none; so is the dashboard
    public Wiring(Map<String, String> environment, String tableName, String topic, String chatTopic, String dashboard) {
        this.environment = environment;
        this.http = Http.client(PATIENCE);
        this.table = new DynamoDbTable(environment, tableName, http, PATIENCE, random);
        this.sns = new SnsTopics(environment, http, PATIENCE);
        this.topic = topic;
        this.chatTopic = chatTopic;
        this.dashboard = dashboard;
    }

    /// What judges and sends.
    public Alerter alerter() {
        var channel = new SnsChannel(sns::publish, topic, chatTopic, dashboard);
        return new Alerter(table, channel, Clock.systemUTC(), random, false);
    }

    /// The weekly digest by SES.
    ///
    /// @param recipient an address
    /// @param time such as `tuesday 07:00`
    public MailedDigest mailedDigest(String from, String recipient, String time) {
        var mail = SesMail.of(from, recipient, environment, http, PATIENCE);
        return new MailedDigest(table, Weekly.of(time), recipient, dashboard, mail::send, Clock.systemUTC());
    }

    public SubscriberCount subscriberCount() {
        List<String> topics =
                Stream.of(topic, chatTopic).filter(name -> !name.isEmpty()).toList();
        return new SubscriberCount(sns::confirmed, topics, table, Clock.systemUTC());
    }
}
