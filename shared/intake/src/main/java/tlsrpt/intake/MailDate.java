package tlsrpt.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads dates as mail servers write them: `Fri, 16 Sep 2022 03:10:07 -0700 (PDT)`, with or without the day's name, the
/// seconds, the zone. Spec: RFC 5322 §3.3, §4.3
final class MailDate {

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private final String text;
    private int at;

    private MailDate(String text, int from) {
        this.text = text;
        this.at = from;
    }

    /// The date of a Received field, behind its last semicolon, or of a Date field.
    static @Nullable Instant received(String field) {
        try {
            return new MailDate(field, field.lastIndexOf(';') + 1).instant();
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private Instant instant() {
        word();
        take(',');
        int day = number();
        int month = month(word());
        int year = number();
        int hour = number();
        take(':');
        int minute = number();
        int second = take(':') ? number() : 0;
        return LocalDateTime.of(fullYear(year), month, day, hour, minute, Math.min(second, 59))
                .toInstant(zone());
    }

    private static int month(String name) {
        int at = name.length() < 3 ? -1 : MONTHS.indexOf(name.substring(0, 3));
        if (at < 0 || at % 3 > 0) {
            throw new DateTimeException("no month");
        }
        return at / 3 + 1;
    }

    /// Two digits are of the last century from 50 on (RFC 5322 §4.3).
    private static int fullYear(int year) {
        return year >= 100 ? year : year < 50 ? 2000 + year : 1900 + year;
    }

    private ZoneOffset zone() {
        skipBlanks();
        int sign = take('+') ? 1 : take('-') ? -1 : 0;
        if (sign != 0) {
            int zone = number();
            return ZoneOffset.ofHoursMinutes(sign * (zone / 100), sign * (zone % 100));
        }
        return ZoneOffset.ofHours(
                switch (word()) {
                    case "edt" -> -4;
                    case "est", "cdt" -> -5;
                    case "cst", "mdt" -> -6;
                    case "mst", "pdt" -> -7;
                    case "pst" -> -8;
                    default -> 0;
                });
    }

    private int number() {
        skipBlanks();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return Integer.parseInt(text, start, at, 10);
    }

    private String word() {
        skipBlanks();
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
