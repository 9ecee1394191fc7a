package tlsrpt.health;

import java.time.LocalDate;

/// Days of which no more reports are to be expected.
///
/// Reports of a day arrive until late on the next one, so today and yesterday are still arriving: rates and verdicts
/// leave them out.
///
/// @param first the earliest day
/// @param last the latest day
public record CompleteDays(LocalDate first, LocalDate last) {

    private static final int ARRIVING = 2;

    public static LocalDate last(LocalDate today) {
        return today.minusDays(ARRIVING);
    }

    /// The latest of them.
    public static CompleteDays latest(int days, LocalDate today) {
        var last = last(today);
        return new CompleteDays(last.minusDays(days - 1), last);
    }

    /// As many days, just before.
    public CompleteDays before() {
        var end = first.minusDays(1);
        return new CompleteDays(end.minusDays(last.toEpochDay() - first.toEpochDay()), end);
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }

    /// Returns the day on which these days would be complete if they began on `first`.
    static LocalDate seenWhole(LocalDate first, int days) {
        return first.plusDays(days - 1 + ARRIVING);
    }
}
