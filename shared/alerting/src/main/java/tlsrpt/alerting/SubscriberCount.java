package tlsrpt.alerting;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.services.sns.SnsClient;
import tlsrpt.store.Subscribers;
import tlsrpt.table.Table;

/// Notes how many subscriptions to alerts are confirmed, for the page to say where there is none.
public final class SubscriberCount {

    private final SnsClient sns;
    private final List<String> topics;
    private final Table table;
    private final Clock clock;

    public SubscriberCount(SnsClient sns, List<String> topics, Table table, Clock clock) {
        this.sns = sns;
        this.topics = List.copyOf(topics);
        this.table = table;
        this.clock = clock;
    }

    public void note() {
        long confirmed = 0;
        for (var topic : topics) {
            var attributes = sns.getTopicAttributes(get -> get.topicArn(topic)).attributes();
            confirmed += Long.parseLong(attributes.getOrDefault("SubscriptionsConfirmed", "0"));
        }
        new Subscribers(confirmed, clock.instant().truncatedTo(ChronoUnit.SECONDS)).write(table);
    }
}
