package tlsrpt.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Trust;
import tlsrpt.table.Item;
import tlsrpt.table.Value;

/// Stored state of one reporter: days on which new reports of it arrived, which the sender cannot choose, and the
/// operator's decision.
///
/// They are two items. The days are observed, so anyone who signs mail causes such an item; it expires when its
/// days can earn nothing any more. The decision is the operator's, and never expires.
///
/// Of the days only those are remembered that change what the reporter has earned, and so many are kept as there are
/// slots. So an established reporter costs a write a week, and the item stays small however long a reporter reports.
/// It may have been heard up to six days after the last day that is remembered.
///
/// @param days of arrival, earliest first
/// @param since the day of arrival that was remembered first, to be shown; `null` if there is none
/// @param until when the days expire, in Unix seconds; `null` if there are none
/// @param approved when the operator approved it, or `null`
/// @param blocked when the operator blocked it, or `null`
/// @param through the domain that the operator blocked, if that is why; else `null`
record ReporterMemory(
        TreeSet<LocalDate> days,
        @Nullable LocalDate since,
        @Nullable Long until,
        @Nullable Instant approved,
        @Nullable Instant blocked,
        @Nullable String through) {

    static final int DAYS = 7;
    static final int FIRST_DAYS_AGO = 14;
    static final int LAST_DAYS_AGO = 60;
    private static final int RENEWED_AFTER_DAYS = 7;

    /// The last report may have arrived up to a week after the last day that is remembered.
    static final int KEPT_DAYS = LAST_DAYS_AGO + RENEWED_AFTER_DAYS;

    static final String REPORTER = "reporter";
    static final String SINCE = "since";
    static final String APPROVED = "approved";
    static final String BLOCKED = "blocked";
    static final String THROUGH = "through";
    static final String EXPIRES = "expires";

    /// Says that a decision was taken back; a change of an item cannot take an attribute away.
    static final String NO = "";

    private static final String DAY = "day";
    private static final int SLOTS = 64;

    static final ReporterMemory NONE = of(Optional.empty(), Optional.empty(), Instant.EPOCH);

    /// @param observed the item of the days; one that has expired by now says nothing
    /// @param decided the item of the decision
    static ReporterMemory of(Optional<Item> observed, Optional<Item> decided, Instant now) {
        var item = observed.filter(known -> known.number(EXPIRES) > now.getEpochSecond());
        var days = new TreeSet<LocalDate>();
        SortedMap<String, Value> values = item.map(Item::values).orElse(new TreeMap<>());
        for (int slot = 0; slot < SLOTS; slot++) {
            if (values.get(DAY + slot) instanceof Value.Text day) {
                days.add(LocalDate.parse(day.text()));
            }
        }
        var since = text(item, SINCE);
        var through = text(decided, THROUGH);
        return new ReporterMemory(
                days,
                since == null ? null : LocalDate.parse(since),
                item.map(known -> known.number(EXPIRES)).orElse(null),
                instant(decided, APPROVED),
                instant(decided, BLOCKED),
                through == null || through.isEmpty() ? null : through);
    }

    boolean isDecided() {
        return approved != null || blocked != null;
    }

    /// Returns it as blocked with its domain.
    ReporterMemory blockedThrough(BlockedDomain domain) {
        return new ReporterMemory(days, since, until, approved, domain.since(), domain.domain());
    }

    /// Returns the attribute that remembers a day.
    static String slot(LocalDate day) {
        return DAY + Math.floorMod(day.toEpochDay(), SLOTS);
    }

    /// Returns the standing that its days have earned it by then; the day itself does not count yet.
    Trust earned(LocalDate arrival) {
        var before = days.headSet(arrival);
        boolean established = before.size() >= DAYS
                && !before.first().isAfter(arrival.minusDays(FIRST_DAYS_AGO))
                && !before.last().isBefore(arrival.minusDays(LAST_DAYS_AGO));
        return established ? Trust.ESTABLISHED : Trust.NEW;
    }

    /// Whether remembering the day would change what is earned, by it or later.
    boolean lacks(LocalDate arrival) {
        var until = days.headSet(arrival, true);
        return earned(arrival) == Trust.ESTABLISHED
                ? !until.last().isAfter(arrival.minusDays(RENEWED_AFTER_DAYS))
                : !days.contains(arrival);
    }

    /// Returns the earliest day that is known; `null` if there is none.
    @Nullable
    LocalDate first() {
        var earliest = days.isEmpty() ? since : days.first();
        return earliest == null || since == null || earliest.isBefore(since) ? earliest : since;
    }

    private static @Nullable Instant instant(Optional<Item> item, String name) {
        var text = text(item, name);
        return text == null || text.isEmpty() ? null : Instant.parse(text);
    }

    private static @Nullable String text(Optional<Item> item, String name) {
        return item.map(known -> known.textOrNull(name)).orElse(null);
    }
}
