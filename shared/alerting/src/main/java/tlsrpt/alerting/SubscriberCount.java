package tlsrpt.alerting;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import tlsrpt.store.Subscribers;
import tlsrpt.table.Table;

/// Notes how many subscriptions to alerts are confirmed, for the page to say where there is none.
public final class SubscriberCount {

    private final ToLongFunction<String> confirmed;
    private final List<String> topics;
    private final Table table;
    private final Clock clock;

    /// @param confirmed how many subscriptions to a topic are
    public SubscriberCount(ToLongFunction<String> confirmed, List<String> topics, Table table, Clock clock) {
        this.confirmed = confirmed;
        this.topics = List.copyOf(topics);
        this.table = table;
        this.clock = clock;
    }

    public void note() {
        long sum = topics.stream().mapToLong(confirmed).sum();
        new Subscribers(sum, clock.instant().truncatedTo(ChronoUnit.SECONDS)).write(table);
    }
}
