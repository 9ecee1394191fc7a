package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;
import static tlsrpt.report.Reads.refused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a count of sessions may be.
class CountsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0,               0,             none",
                "8589934592,      8589934592,    none",
                "1000000000000,   1000000000000, none",
                "40.0,            40,            is written as a fraction",
                "4e3,             4000,          is written as a fraction",
                "'\"40\"',        40,            'is a text, not a number'",
                "'\" 40.0 \"',    40,            'is a text, not a number'",
                "'\"\"',          none,          is empty; read as missing",
                "null,            none,          is null; read as missing",
            })
    void readsACountInEveryForm(String json, Long count, String note) {
        var read = read(JSON.replace("40", json));

        var path = "policies[0].summary.total-successful-session-count";
        assertThat(read.report().policies().getFirst().summary().totalSuccessfulSessionCount())
                .isEqualTo(count);
        assertThat(read.quirks()).isEqualTo(note == null ? List.of() : List.of(new Quirk(path, note)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,                    is negative: -1",
        "-1.0,                  is negative: -1",
        "'\"-7\"',              is negative: -7",
        "1000000000001,         is more than 1000000000000 sessions",
        "99999999999999999999,  is more than 1000000000000 sessions",
        "1e300,                 is more than 1000000000000 sessions",
        "40.5,                  is not a whole number",
        "'\"NaN\"',             is not a whole number",
        "'\"many\"',            is not a number",
        "true,                  is not a number",
        "[40],                  is not a number",
    })
    void refusesACountThatIsNone(String json, String reason) {
        assertThat(refused(JSON.replace("40", json)))
                .isEqualTo(new Reading.Refused("policies[0].summary.total-successful-session-count", reason));
    }

    @Test
    void refusesANegativeCountInADetailWithItsPlace() {
        assertThat(refused(JSON.replace("\"failed-session-count\": 1", "\"failed-session-count\": -1"))
                        .path())
                .isEqualTo("policies[0].failure-details[1].failed-session-count");
    }
}
