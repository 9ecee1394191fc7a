package tlsrpt.store;

import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads alerts back, over all domains: what is open, and what was said of it.
public final class AlertViews {

    private static final int PAGE = 100;
    /// So many open alerts are one trouble, of everyone.
    private static final int OPEN = 5_000;

    private final Table table;
    private final Clock clock;

    public AlertViews(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// All that are open, by domain.
    public List<StoredAlert> open() {
        var open = new ArrayList<StoredAlert>();
        String after = null;
        do {
            var found = table.query(Table.Range.all(AlertItems.OPEN, after), 1000, false);
            found.items().forEach(item -> open.add(StoredAlert.of(item)));
            after = found.last();
        } while (after != null && open.size() < OPEN);
        return open;
    }

    /// Who hears of them; empty where that is not known.
    public Optional<Subscribers> subscribers() {
        return Subscribers.read(table);
    }

    /// What was said in a month, the latest first.
    ///
    /// @throws BadCursorException where the cursor is none of this list
    public Page<StoredAlert> messages(YearMonth month, @Nullable String cursor) {
        var route = Cursor.route("alerts", month.toString());
        var range = new Table.Range(AlertItems.month(month.toString()), null, null, route.open(cursor), true);
        var found = table.query(range, PAGE, false);
        long now = clock.instant().getEpochSecond();
        return new Page<>(
                found.items().stream()
                        .filter(item -> Attributes.of(item).number("expires") > now)
                        .map(StoredAlert::of)
                        .toList(),
                found.last() == null ? null : route.at(found.last()));
    }
}
