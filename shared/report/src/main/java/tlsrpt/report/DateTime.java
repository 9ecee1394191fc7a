package tlsrpt.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A date and time as senders write it: RFC 3339 in UTC, and what some make of it.
///
/// @param note what departs from `2026-03-01T00:00:00Z`, or `null`
record DateTime(Instant instant, @Nullable String note) {

    private static final int LENGTH = "2026-03-01T00:00:00Z".length();
    private static final int LONGEST = 64;
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)"
            + "(?:(?<separator>[Tt ])(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,40}))?)?)?"
            + " ?(?<zone>[Zz]|UTC|GMT|[+-]\\d\\d:?\\d\\d)?");

    /// What the text says, or `null` where it is not a date.
    static @Nullable DateTime read(String text) {
        try {
            return isUsual(text) ? new DateTime(usual(text), null) : unusual(text);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static boolean isUsual(String text) {
        return text.length() == LENGTH
                && text.charAt(10) == 'T'
                && text.charAt(19) == 'Z'
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && number(text, 11) < 24;
    }

    private static Instant usual(String text) {
        var date = LocalDate.of(100 * number(text, 0) + number(text, 2), number(text, 5), number(text, 8));
        return instant(date, number(text, 11), number(text, 14), number(text, 17), 0, 0);
    }

    private static int number(String text, int start) {
        int tens = text.charAt(start) - '0';
        int ones = text.charAt(start + 1) - '0';
        if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
            throw new DateTimeException("no digits");
        }
        return 10 * tens + ones;
    }

    private static @Nullable DateTime unusual(String text) {
        var match = FORM.matcher(text.length() > LONGEST ? "" : text.strip());
        if (!match.matches()) {
            return null;
        }
        var date = LocalDate.of(number(match.group(1)), number(match.group(2)), number(match.group(3)));
        int hour = number(match.group(5));
        int minute = number(match.group(6));
        int second = number(match.group(7));
        var fraction = match.group(8);
        int nanos = fraction == null ? 0 : number((fraction + "000000000").substring(0, 9));
        var zone = match.group("zone");
        boolean hasOffset = zone != null && (zone.startsWith("+") || zone.startsWith("-"));
        var instant = instant(date, hour, minute, second, nanos, hasOffset ? offset(zone) : 0);
        return new DateTime(instant, note(match.group("separator"), hour, zone, hasOffset, fraction));
    }

    private static int offset(String zone) {
        int minutes = number(zone, 1) * 60 + number(zone, zone.length() - 2);
        return zone.startsWith("-") ? -minutes : minutes;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static String note(
            @Nullable String separator, int hour, @Nullable String zone, boolean hasOffset, @Nullable String fraction) {
        if (separator == null) {
            return "has no time of day";
        }
        if (zone == null) {
            return "has no time zone";
        }
        if (hasOffset) {
            return "is not in UTC";
        }
        if (fraction != null) {
            return "has a fraction of a second";
        }
        return hour == 24 ? "has the hour 24" : "is not in RFC 3339 format";
    }

    /// 24:00:00 is the end of the day (RFC 8460 §4.1 speaks of it), and second 60 a leap second.
    private static Instant instant(LocalDate date, int hour, int minute, int second, int nanos, int offsetMinutes) {
        if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second + nanos > 0)) {
            throw new DateTimeException("no time of day");
        }
        long seconds = date.toEpochDay() * 86_400 + hour * 3_600L + (minute - offsetMinutes) * 60L + second;
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
