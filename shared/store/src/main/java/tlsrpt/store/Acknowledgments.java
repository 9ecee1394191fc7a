package tlsrpt.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Write;

/// The acknowledged alerts. An alert that reopens is a new one, so acknowledgments need not be removed.
public final class Acknowledgments {

    private static final String PARTITION = "ACKNOWLEDGED";
    private static final Duration KEPT = Duration.ofDays(400);

    private final Table table;
    private final Clock clock;

    public Acknowledgments(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Returns those of some alerts.
    ///
    /// @param alerts the identifiers of their incidents
    public List<Acknowledgment> ofAlerts(Collection<String> alerts) {
        var wanted = Set.copyOf(alerts);
        long now = clock.instant().getEpochSecond();
        return table.all(Range.of(PARTITION)).stream()
                .filter(item -> item.number("expires") > now)
                .map(Acknowledgments::of)
                .filter(one -> wanted.contains(one.alert()))
                .toList();
    }

    public Optional<Acknowledgment> find(String alert) {
        return table.get(key(alert)).map(Acknowledgments::of);
    }

    public void write(Acknowledgment acknowledgment) {
        table.write(Write.put(Item.at(key(acknowledgment.alert()))
                .put("alert", acknowledgment.alert())
                .put("note", acknowledgment.note())
                .put("who", acknowledgment.who())
                .put("at", acknowledgment.at().toString())
                .put("expires", acknowledgment.at().plus(KEPT).getEpochSecond())
                .item()));
    }

    public void remove(String alert) {
        table.write(Write.delete(key(alert)));
    }

    private static Key key(String alert) {
        return new Key(PARTITION, Keys.domainPart(alert));
    }

    private static Acknowledgment of(Item item) {
        return new Acknowledgment(
                item.text("alert"), item.text("note"), item.text("who"), Instant.parse(item.text("at")));
    }
}
