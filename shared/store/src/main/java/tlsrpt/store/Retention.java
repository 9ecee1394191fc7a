package tlsrpt.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How many days reports are kept.
///
/// When a report expires depends on its day alone, and for one day never changes: a report and the rows it adds to
/// expire together, whenever it was recorded. Otherwise a report could expire and be counted again while a shared row
/// still contains its sessions. So a change is for the days to come only.
///
/// @param steps from which report day on how many days count; the earliest step is for all days before too
public record Retention(List<Step> steps) {

    public static final Retention DEFAULT = of(400);

    private static final Duration LAST_CALL = Duration.ofDays(7);
    private static final int SHORTEST = 30;
    private static final int LONGEST = 4000;
    /// Readers take ranges up to two days in the future, and batches run on for a while with the settings they read.
    private static final int NOTICE_DAYS = 4;

    /// How long reports are kept from some day on.
    ///
    /// @param from the first report day that it is for
    public record Step(LocalDate from, int days) {

        public Step {
            if (days < SHORTEST || days > LONGEST) {
                throw new IllegalArgumentException(
                        "reports are kept between " + SHORTEST + " and " + LONGEST + " days, not " + days);
            }
        }
    }

    public Retention {
        steps = steps.stream().sorted(Comparator.comparing(Step::from)).toList();
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("retention has no step");
        }
    }

    public static Retention of(int days) {
        return new Retention(List.of(new Step(LocalDate.EPOCH, days)));
    }

    /// From a few days after today on, reports of those days are kept so long.
    public Retention changed(int days, LocalDate today) {
        if (days == daysOf(LocalDate.MAX)) {
            return this;
        }
        var from = today.plusDays(NOTICE_DAYS);
        var changed = new ArrayList<Step>();
        for (var step : steps) {
            if (step.from.isBefore(from)) {
                changed.add(step);
            }
        }
        changed.add(new Step(from, days));
        return new Retention(changed);
    }

    /// When what was reported for this day expires.
    public Instant expiry(LocalDate day) {
        return day.plusDays(daysOf(day)).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /// Whether a report of this day may still be written: what expires within days is left alone, so that nothing is
    /// added to or taken from rows that may be gone already.
    public boolean takes(LocalDate day, Instant now) {
        return isOpen(expiry(day), now);
    }

    static boolean isOpen(Instant expiry, Instant now) {
        return now.plus(LAST_CALL).isBefore(expiry);
    }

    private int daysOf(LocalDate day) {
        int days = steps.getFirst().days;
        for (var step : steps) {
            if (!step.from.isAfter(day)) {
                days = step.days;
            }
        }
        return days;
    }
}
