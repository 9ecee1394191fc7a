package tlsrpt.store;

import java.time.Instant;
import java.util.Optional;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// The number of alert subscribers, when it was last counted.
///
/// @param confirmed number of confirmed subscriptions
public record Subscribers(long confirmed, Instant asked) {

    private static final Key KEY = new Key("ALERTS#subscribers", "-");

    /// Empty if it was not counted yet, or alerts have no subscribers.
    public static Optional<Subscribers> read(Table table) {
        return table.get(KEY).map(item -> new Subscribers(item.number("confirmed"), Instant.parse(item.text("asked"))));
    }

    public void write(Table table) {
        table.write(Write.put(Item.at(KEY)
                .put("confirmed", confirmed)
                .put("asked", asked.toString())
                .item()));
    }
}
