package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.readings;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused as a whole, and the limits that bound the work a stranger can cause.
class LimitsTest {

    private static final String HEAD = """
            {"organization-name":"Example","contact-info":"a@example.net","report-id":"1",
            "date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "nothing",
            value = {
                "``                  | ``                       | is empty",
                "`  `                | ``                       | is empty",
                "hello               | ``                       | `is not JSON in line 1, column 1`",
                "7                   | ``                       | `is JSON, but not an object`",
                "\"report\"          | ``                       | `is JSON, but not an object`",
                "[]                  | ``                       | is an empty JSON array",
                "{}                  | ``                       | `is JSON, but not a TLS report: it has none of a report's keys`",
                "{\"a\":{\"policies\":[]}} | ``                 | `is JSON, but not a TLS report: it has none of a report's keys`",
                "{\"policies\":[]}   | date-range               | is missing",
                "{\"policies\":\"x\"} | policies                | is not a list of policies",
                "{\"policies\":null} | policies                 | is not a list of policies",
                "{\"policies\":[     | policies                 | the document ends in the middle",
                "{\"report-id\":\"a  | report-id                | the document ends in the middle",
                "{\"report-id\":x    | report-id                | `is not JSON in line 1, column 14`",
            })
    void refusesWhatIsNoReport(String json, String path, String reason) {
        assertThat(read(json)).isEqualTo(new Reading.Refused(path, reason));
    }

    @Test
    void refusesAReportWithoutPolicies() {
        assertThat(read(HEAD + "\"x\":1}")).isEqualTo(new Reading.Refused("policies", "is missing"));
    }

    @Test
    void refusesMoreBytesThanItReads() {
        assertThat(new ReportReader(Clock.systemUTC()).read(new byte[ReportReader.MAX_BYTES + 1]))
                .containsExactly(pastALimit("", "is 16777217 bytes long, and 16777216 are read"));
    }

    @Test
    void refusesDeepNesting() {
        assertThat(read(HEAD + "\"x\":" + "[".repeat(100_000)))
                .isEqualTo(pastALimit("x" + "[0]".repeat(31), "nests deeper than 32 levels"));
    }

    @Test
    void readsNestingUpToTheLimit() {
        assertThat(read(HEAD + "\"policies\":[],\"x\":" + "[".repeat(31) + "]".repeat(31) + "}"))
                .isInstanceOf(Reading.Read.class);
    }

    @Test
    void refusesLongTexts() {
        assertThat(read("{\"report-id\":\"" + "x".repeat((64 << 10) + 1) + "\"}"))
                .isEqualTo(pastALimit("report-id", "is a string longer than 65536 characters"));
    }

    @Test
    void readsAWholePolicyFileInOneText() {
        assertThat(read(HEAD + "\"policies\":[{\"policy\":{\"policy-string\":\"" + "x".repeat(64 << 10) + "\"}}]}"))
                .isInstanceOf(Reading.Read.class);
    }

    @Test
    void refusesLongKeys() {
        assertThat(read("{\"" + "x".repeat(1025) + "\":1}"))
                .isEqualTo(pastALimit("", "has a key longer than 1024 characters"));
    }

    @Test
    void refusesLongNumbers() {
        assertThat(read(HEAD + "\"policies\":[{\"summary\":{\"total-failure-session-count\":" + "1".repeat(65)
                        + "}}]}"))
                .isEqualTo(pastALimit(
                        "policies[0].summary.total-failure-session-count", "is a number of more than 64 digits"));
    }

    @Test
    void refusesMorePoliciesThanItReads() {
        assertThat(read(HEAD + "\"policies\":[" + "{},".repeat(1_000) + "{}]}"))
                .isEqualTo(pastALimit("policies[1000]", "is one policy more than the 1000 that are read"));
        assertThat(read(HEAD + "\"policies\":[" + "{},".repeat(999) + "{}]}")).isInstanceOf(Reading.Read.class);
    }

    @Test
    void refusesMoreFailureDetailsThanItReads() {
        assertThat(read(HEAD + "\"policies\":[{\"failure-details\":[" + "{},".repeat(50_000) + "{}]}]}"))
                .isEqualTo(pastALimit(
                        "policies[0].failure-details[50000]",
                        "is one failure detail more than the 50000 that are read"));
        assertThat(read(HEAD + "\"policies\":[{\"failure-details\":[" + "{},".repeat(49_999) + "{}]}]}"))
                .isInstanceOf(Reading.Read.class);
    }

    @Test
    void refusesMoreListedTextsThanItReads() {
        assertThat(read(HEAD + "\"policies\":[{\"policy\":{\"mx-host\":[" + "\"\",".repeat(50_000) + "\"\"]}}]}"))
                .isEqualTo(pastALimit(
                        "policies[0].policy.mx-host[50000]", "is one text more than the 50000 that are read in lists"));
    }

    @Test
    void refusesMoreReportsThanItReads() {
        assertThat(readings("[" + "{},".repeat(1_000) + "{}]"))
                .hasSize(1_001)
                .endsWith(pastALimit("", "contains more than 1000 reports"));
        assertThat(readings("[" + "{},".repeat(999) + "{}]")).hasSize(1_000).allSatisfy(LimitsTest::isNoReport);
    }

    @Test
    void refusesMoreReportsOneBehindTheOtherThanItReads() {
        assertThat(readings("{}".repeat(2_000)))
                .hasSize(1_001)
                .endsWith(pastALimit("", "contains more than 1000 reports"));
        assertThat(readings("{}".repeat(1_000))).hasSize(1_000).allSatisfy(LimitsTest::isNoReport);
    }

    @Test
    void putsPlaceAndReasonInOneLine() {
        assertThat(new Reading.Refused("policies", "is missing").message()).isEqualTo("policies: is missing");
        assertThat(new Reading.Refused("", "is empty").message()).isEqualTo("is empty");
    }

    @Test
    void shortensAStrangersKeysInPlaces() {
        var refused = (Reading.Refused) read("{\"" + "x".repeat(1000) + "\":[");

        assertThat(refused.path()).isEqualTo("x".repeat(60) + "...");
    }

    private static Reading read(String json) {
        return readings(json).getFirst();
    }

    private static void isNoReport(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Reading.Refused.Why.NOT_A_REPORT));
    }

    private static Reading pastALimit(String path, String reason) {
        return new Reading.Refused(Reading.Refused.Why.PAST_A_LIMIT, path, reason);
    }
}
