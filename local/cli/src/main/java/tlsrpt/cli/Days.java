package tlsrpt.cli;

import java.time.LocalDate;

/// The first and the last of some days.
record Days(LocalDate first, LocalDate last) {

    static Days of(LocalDate day) {
        return new Days(day, day);
    }

    Days with(LocalDate day) {
        return new Days(day.isBefore(first) ? day : first, day.isAfter(last) ? day : last);
    }

    @Override
    public String toString() {
        return first.equals(last) ? first.toString() : first + " to " + last;
    }
}
