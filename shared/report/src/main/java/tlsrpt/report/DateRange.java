package tlsrpt.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The time that a report covers, normally one UTC day. Spec: RFC 8460 §4.1, §4.4
public record DateRange(Instant start, Instant end) {

    public DateRange {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("the range ends at " + end + ", before it starts at " + start);
        }
    }

    /// The UTC date of the middle: right for ends at 23:59:59 and at the next midnight, and for ranges of other zones.
    public LocalDate day() {
        var middle = start.plus(Duration.between(start, end).dividedBy(2));
        return LocalDate.ofInstant(middle, ZoneOffset.UTC);
    }
}
