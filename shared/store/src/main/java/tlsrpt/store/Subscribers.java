package tlsrpt.store;

import java.time.Instant;
import java.util.Optional;

/// How many hear of alerts, as it was when that was last asked.
///
/// @param confirmed subscriptions that somebody confirmed
public record Subscribers(long confirmed, Instant asked) {

    private static final Key KEY = new Key("ALERTS#subscribers", "-");

    /// Empty where nobody asked yet, or nobody can subscribe.
    public static Optional<Subscribers> read(Table table) {
        var item = table.get(KEY);
        if (item.isEmpty()) {
            return Optional.empty();
        }
        var row = Attributes.of(item);
        return Optional.of(new Subscribers(row.number("confirmed"), Instant.parse(row.text("asked"))));
    }

    public void write(Table table) {
        table.put(Attributes.at(KEY)
                .put("confirmed", confirmed)
                .put("asked", asked.toString())
                .item());
    }
}
