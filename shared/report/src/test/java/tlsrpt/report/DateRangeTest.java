package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which dates are read, which ranges are refused, and which day a report counts on.
class DateRangeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:00Z,       2026-03-01T23:59:59Z, 2026-03-01",
        "2026-03-01T00:00:00Z,       2026-03-02T00:00:00Z, 2026-03-01",
        "2026-03-01T00:00:00Z,       2026-03-01T24:00:00Z, 2026-03-01",
        "2026-03-01T00:00:00+02:00,  2026-03-01T23:59:59+02:00, 2026-03-01",
        "2026-03-01T17:20:00Z,       2026-03-02T17:20:00Z, 2026-03-02",
        "2026-02-22T00:00:00Z,       2026-02-28T23:59:59Z, 2026-02-25",
        "2026-03-01T00:00:00Z,       2026-03-01T00:00:00Z, 2026-03-01",
    })
    void countsAReportOnTheDayOfItsMiddle(String start, String end, LocalDate day) {
        assertThat(read(start, end).report().day()).isEqualTo(day);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "2026-03-01T08:30:59Z         | 2026-03-01T08:30:59Z     | none",
                "2026-03-01T08:30:59          | 2026-03-01T08:30:59Z     | has no time zone",
                "2026-03-01T08:30             | 2026-03-01T08:30:00Z     | has no time zone",
                "2026-03-01 08:30:59Z         | 2026-03-01T08:30:59Z     | is not in RFC 3339 format",
                "2026-03-01t08:30:59z         | 2026-03-01T08:30:59Z     | is not in RFC 3339 format",
                "2026-03-01 08:30:59 UTC      | 2026-03-01T08:30:59Z     | is not in RFC 3339 format",
                "2026-03-01T10:30:59+02:00    | 2026-03-01T08:30:59Z     | is not in UTC",
                "2026-02-28T23:00:59-0930     | 2026-03-01T08:30:59Z     | is not in UTC",
                "2026-03-01T08:30:59.123456Z  | 2026-03-01T08:30:59.123456Z | has a fraction of a second",
                "2026-03-01T08:30:59.1234567891234Z | 2026-03-01T08:30:59.123456789Z | has a fraction of a second",
                "2026-03-01T08:30:59,5Z       | 2026-03-01T08:30:59.500Z | has a fraction of a second",
                "2026-03-01                   | 2026-03-01T00:00:00Z     | has no time of day",
                "2026-02-28T24:00:00Z         | 2026-03-01T00:00:00Z     | has the hour 24",
                "2026-02-28T23:59:60Z         | 2026-03-01T00:00:00Z     | none",
            })
    void readsADateInEveryForm(String text, Instant instant, String note) {
        var read = read(text, "2026-03-02T01:00:00Z");

        assertThat(read.report().dateRange().start()).isEqualTo(instant);
        assertThat(read.quirks())
                .extracting(Quirk::toString)
                .isEqualTo(
                        note == null
                                ? List.of()
                                : List.of(new Quirk("date-range.start-datetime", note + "; read as " + instant)
                                        .toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "",
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-03-01T25:00:00Z",
                "2026-03-01T24:00:01Z",
                "2026-03-01T00:60:00Z",
                "2026-03-01T00:00:61Z",
                "2026-03-01T0x:00:00Z",
                "1772323200",
                "2026-03-01T00:00:00ZZ",
                "20260301T000000Z",
                "2026-03-01T00:00:00+2",
                "a026-03-01T00:00:00Z",
                "2026-03-01T00:00:00.0000000000000000000000000000000000000000000000000000000000000Z",
            })
    void refusesWhatIsNoDate(String text) {
        assertThat(refused(text, "2026-03-02T00:00:00Z"))
                .isEqualTo(new Reading.Refused(
                        "date-range.start-datetime",
                        "is not a date and time: " + (text.length() > 40 ? text.substring(0, 40) + "..." : text)));
    }

    @Test
    void neverShowsAStrangersControlsInAReason() {
        assertThat(refused("\\u001b[2J\\u202eevil", "2026-03-02T00:00:00Z").reason())
                .isEqualTo("is not a date and time: ?[2J?evil");
    }

    @Test
    void notesAnEndAtTheNextMidnight() {
        assertThat(read("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z").quirks())
                .containsExactly(new Quirk(
                        "date-range.end-datetime",
                        "ends at the next midnight; the report day is the day at its middle"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-01T12:00:00Z | 2026-03-01T11:59:59Z | ends at 2026-03-01T11:59:59Z, before it starts at 2026-03-01T12:00:00Z",
                "2026-01-01T00:00:00Z | 2026-02-01T00:00:01Z | spans more than 31 days, from 2026-01-01T00:00:00Z to 2026-02-01T00:00:01Z",
            })
    void refusesARangeThatCannotBe(String start, String end, String reason) {
        assertThat(refused(start, end)).isEqualTo(new Reading.Refused("date-range", reason));
    }

    @Test
    void refusesARangeThatHasNotComeYet() {
        assertThat(refused("2026-03-04T00:00:00Z", "2026-03-04T12:00:01Z"))
                .isEqualTo(new Reading.Refused(
                        Reading.Refused.Why.IN_THE_FUTURE,
                        "date-range",
                        "ends at 2026-03-04T12:00:01Z, more than 2 days in the future"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-03-04T00:00:00Z, 2026-03-04T12:00:00Z",
        "2016-04-01T00:00:00Z, 2016-04-01T23:59:59Z",
    })
    void readsARangeThatMayBe(String start, String end) {
        assertThat(read(start, end).report().dateRange())
                .isEqualTo(new DateRange(Instant.parse(start), Instant.parse(end)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null                                        | date-range                | is not an object with a start-datetime and an end-datetime",
                "\"2026-03-01\"                              | date-range                | is not an object with a start-datetime and an end-datetime",
                "{}                                          | date-range.start-datetime | is missing, so the report has no day",
                "{\"start-datetime\":\"2026-03-01\"}         | date-range.end-datetime   | is missing, so the report has no day",
                "{\"start-datetime\":null}                   | date-range.start-datetime | is missing, so the report has no day",
            })
    void refusesAReportWithoutADay(String range, String path, String reason) {
        assertThat(Reads.refused("{\"date-range\":%s,\"policies\":[]}".formatted(range)))
                .isEqualTo(new Reading.Refused(path, reason));
    }

    @Test
    void cannotEndBeforeItStarts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DateRange(Instant.EPOCH.plusSeconds(1), Instant.EPOCH));
    }

    private static Reading.Read read(String start, String end) {
        return Reads.read(report(start, end));
    }

    private static Reading.Refused refused(String start, String end) {
        return Reads.refused(report(start, end));
    }

    private static String report(String start, String end) {
        return """
                {"organization-name":"Example","contact-info":"a@example.net","report-id":"1",
                "date-range":{"start-datetime":"%s","end-datetime":"%s"},
                "policies":[{"policy":{"policy-type":"sts","policy-domain":"example.com"},
                "summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}""".formatted(start, end);
    }
}
