package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeeklyTest {

    /// 2026-11-16 is a Monday.
    @ParameterizedTest
    @CsvSource({
        "monday 07:00, 2026-11-23T07:00:00Z, 2026-11-16, 2026-11-30T07:00:00Z",
        "monday 07:00, 2026-11-23T06:59:59Z, 2026-11-09, 2026-11-23T07:00:00Z",
        "tuesday 07:00, 2026-11-23T23:00:00Z, 2026-11-09, 2026-11-24T07:00:00Z",
        "tuesday 07:00, 2026-11-29T23:00:00Z, 2026-11-16, 2026-12-01T07:00:00Z",
        "sunday 23:59, 2026-11-29T23:59:00Z, 2026-11-16, 2026-12-06T23:59:00Z",
        "monday 00:00, 2027-01-04T00:00:00Z, 2026-12-28, 2027-01-11T00:00:00Z",
    })
    void isDueForTheLastWholeWeek(String text, Instant now, LocalDate monday, Instant next) {
        var weekly = Weekly.of(text);

        assertThat(weekly.lastDue(now)).isEqualTo(monday);
        assertThat(weekly.next(now)).isEqualTo(next);
    }

    @Test
    void takesAnyCaseAndSeveralBlanks() {
        assertThat(Weekly.of("Tuesday  07:30")).isEqualTo(Weekly.of("TUESDAY 07:30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tuesday", "07:00", "tue 07:00", "tuesday 7", "tuesday 25:00", "tuesday at 07:00"})
    void refusesWhatIsNotADayAndATime(String text) {
        assertThatThrownBy(() -> Weekly.of(text)).hasMessageContaining("such as 'tuesday 07:00'");
    }
}
