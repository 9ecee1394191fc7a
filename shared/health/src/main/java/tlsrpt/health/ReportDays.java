package tlsrpt.health;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The days on which reports of a domain came, from trusted reports, and what gap between them would be
/// unusual.
///
/// @param days of the last [#DAYS]
/// @param othersToo whether no domain at all is reported, so that it is not this one's trouble
public record ReportDays(SortedSet<LocalDate> days, boolean othersToo) {

    /// How far back the days have to go.
    public static final int DAYS = 90;

    /// A gap is unusual if the domain's past makes one of its length, anywhere in that past, less likely than this.
    private static final double UNLIKELY = 1e-4;

    private static final int LEAST_SPAN = 14;

    public ReportDays {
        days = new TreeSet<>(days);
    }

    /// A gap that is unusual for the domain.
    ///
    /// @param missing days without a report, up to the latest day whose reports should be here
    /// @param reported on how many days of `span` reports came before
    /// @param longest the most days in a row that were missing before
    record Gap(long missing, int reported, long span, long longest) {

        boolean wasDaily() {
            return reported == span;
        }

        /// Returns how often reports came before.
        String before() {
            return wasDaily()
                    ? "Before the gap, reports arrived for each of " + span + " days."
                    : "Before the gap, reports arrived for " + reported + " of " + span + " days, and at most "
                            + longest + (longest == 1 ? " day was" : " days in a row were") + " missing.";
        }
    }

    /// Returns the gap up to now, if it is at least `limit` days long and unusual.
    ///
    /// @param reported on how many days reports must have come before
    Optional<Gap> unusualGap(LocalDate today, long limit, long reported) {
        if (days.size() < reported) {
            return Optional.empty();
        }
        var newest = days.last();
        long span = ChronoUnit.DAYS.between(days.first(), newest) + 1;
        var gap = new Gap(ChronoUnit.DAYS.between(newest, expected(today)), days.size(), span, longestGap());
        boolean unusual =
                gap.missing >= limit && (gap.wasDaily() || (gap.missing > gap.longest + 1 && isUnlikely(gap)));
        return span >= LEAST_SPAN && unusual ? Optional.of(gap) : Optional.empty();
    }

    /// As if each day had its reports or not by chance; one more missing day is assumed than was seen.
    private static boolean isUnlikely(Gap gap) {
        double missing = (gap.span - gap.reported + 1.0) / (gap.span + 1.0);
        return gap.span * Math.pow(missing, (double) gap.missing) < UNLIKELY;
    }

    /// Yesterday's reports come in the course of today.
    private static LocalDate expected(LocalDate today) {
        return today.minusDays(2);
    }

    private long longestGap() {
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
