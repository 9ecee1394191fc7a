package tlsrpt.health;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.SortedSet;
import java.util.TreeSet;

/// On which days a domain was reported, as far as somebody vouches for it.
///
/// @param days of the last weeks
/// @param othersToo whether no domain at all is reported, so that it is not this one's trouble
public record Traffic(SortedSet<LocalDate> days, boolean othersToo) {

    /// How many weeks of days there have to be.
    public static final int DAYS = 35;

    private static final int BEFORE = 14;

    public Traffic {
        days = new TreeSet<>(days);
    }

    /// Whether so many days are missing that should be there by this morning: at least `limit`, and more than are
    /// usually missing in a row, as on weekends.
    boolean isSilent(LocalDate today, long limit, long reported) {
        if (days.isEmpty()) {
            return false;
        }
        var newest = days.last();
        var before = days.tailSet(newest.minusDays(BEFORE - 1));
        long usual = longestGap(before);
        long missing = ChronoUnit.DAYS.between(newest, expected(today));
        return before.size() >= reported && missing >= (usual == 0 ? limit : Math.max(limit, usual + 2));
    }

    /// Yesterday's reports come in the course of today.
    private static LocalDate expected(LocalDate today) {
        return today.minusDays(2);
    }

    private static long longestGap(SortedSet<LocalDate> days) {
        long longest = 0;
        LocalDate previous = null;
        for (var day : days) {
            if (previous != null) {
                longest = Math.max(longest, ChronoUnit.DAYS.between(previous, day) - 1);
            }
            previous = day;
        }
        return longest;
    }
}
