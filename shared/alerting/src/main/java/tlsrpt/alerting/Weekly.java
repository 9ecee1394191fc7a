package tlsrpt.alerting;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// A time of each week, in UTC.
public record Weekly(DayOfWeek day, LocalTime time) {

    /// Reads a text such as `tuesday 07:00`.
    public static Weekly of(String text) {
        var words = text.toUpperCase(Locale.ROOT).split(" +", -1);
        try {
            if (words.length == 2) {
                return new Weekly(DayOfWeek.valueOf(words[0]), LocalTime.parse(words[1]));
            }
        } catch (IllegalArgumentException | DateTimeParseException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "must be a day and a time in UTC, such as 'tuesday 07:00', not '" + text + "'");
    }

    /// Returns the Monday of the latest week whose digest is due by then: the last whole week before this time came.
    public LocalDate lastDue(Instant now) {
        return monday(latest(now)).minusWeeks(1);
    }

    /// Returns when it comes next.
    public Instant next(Instant now) {
        return latest(now).plusWeeks(1).toInstant();
    }

    private ZonedDateTime latest(Instant now) {
        var today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var latest =
                today.with(TemporalAdjusters.previousOrSame(day)).atTime(time).atZone(ZoneOffset.UTC);
        return latest.toInstant().isAfter(now) ? latest.minusWeeks(1) : latest;
    }

    private static LocalDate monday(ZonedDateTime day) {
        return day.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}
