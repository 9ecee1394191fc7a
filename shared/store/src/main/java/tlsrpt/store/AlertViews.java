package tlsrpt.store;

import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Range;
import tlsrpt.table.Table;

/// Reads alerts of all domains: those that are open, and the messages that were sent about them.
public final class AlertViews {

    private static final int PAGE = 100;
    private static final int OPEN_PAGE = 1000;
    /// So many open alerts have one cause, which all domains share.
    private static final int MOST_OPEN = 5_000;

    private final Table table;
    private final Clock clock;

    public AlertViews(Table table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Returns the open alerts, by domain.
    public List<StoredAlert> open() {
        var route = Cursor.route("open");
        return Page.stream(cursor -> route.page(table, Range.of(AlertItems.OPEN), OPEN_PAGE, cursor))
                .limit(MOST_OPEN)
                .map(StoredAlert::of)
                .toList();
    }

    /// Returns how many subscribe to alerts; empty if that is not known.
    public Optional<Subscribers> subscribers() {
        return Subscribers.read(table);
    }

    /// Returns the messages of a month, the latest first.
    ///
    /// @throws BadCursorException if the cursor was made for another list
    public Page<StoredAlert> messages(YearMonth month, @Nullable String cursor) {
        long now = clock.instant().getEpochSecond();
        return Cursor.route("alerts", month.toString())
                .page(table, Range.of(AlertItems.month(month.toString())).fromTheEnd(), PAGE, cursor)
                .only(item -> item.number("expires") > now)
                .map(StoredAlert::of);
    }
}
