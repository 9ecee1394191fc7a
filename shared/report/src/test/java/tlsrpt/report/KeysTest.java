package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which keys are read, in which order.
class KeysTest {

    @Test
    void readsKeysInAnyOrder() {
        var read = read("""
                {"policies":[{"failure-details":[{"receiving-ip":"203.0.113.25","failed-session-count":2,
                "sending-mta-ip":"192.0.2.1","result-type":"tlsa-invalid"}],
                "summary":{"total-failure-session-count":2,"total-successful-session-count":1},
                "policy":{"policy-domain":"example.com","policy-type":"tlsa"}}],
                "report-id":"1","contact-info":"a@example.net",
                "date-range":{"end-datetime":"2026-03-01T23:59:59Z","start-datetime":"2026-03-01T00:00:00Z"},
                "organization-name":"Example"}""");

        assertThat(read.quirks()).isEmpty();
        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .failed())
                .isEqualTo(2);
    }

    @Test
    void readsReportsOfDifferentOrdersOneAfterTheOther() {
        var reader = new ReportReader(Reads.CLOCK);
        var usual = "{\"date-range\":%s,\"report-id\":\"1\",\"policies\":[]}";
        var other = "{\"policies\":[],\"date-range\":%s,\"report-id\":\"1\"}";
        var range = "{\"start-datetime\":\"2026-03-01T00:00:00Z\",\"end-datetime\":\"2026-03-01T23:59:59Z\"}";

        var readings = Stream.of(usual, other, usual, other)
                .flatMap(json -> reader.read(json.formatted(range).getBytes(StandardCharsets.UTF_8)).stream())
                .map(reading -> ((Reading.Read) reading).report())
                .toList();

        assertThat(readings).hasSize(4).containsOnly(readings.getFirst());
    }

    @Test
    void readsTheKeysOfTheDrafts() {
        var read = read(JSON.replace("\"mx-host\"", "\"mx-host-pattern\"")
                .replace("\"additional-information\"", "\"additional-info-uri\"")
                .replace("\"failure-reason-code\"", "\"failure-error-code\""));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.mx-host-pattern", "is a draft's key; read as mx-host"),
                        new Quirk(
                                "policies[0].failure-details[0].additional-info-uri",
                                "is a draft's key; read as additional-information"),
                        new Quirk(
                                "policies[0].failure-details[0].failure-error-code",
                                "is a draft's key; read as failure-reason-code"));
    }

    @Test
    void skipsUnknownKeys() {
        var read =
                read(JSON.replace("\"summary\": {", "\"summary\": {\"report-id\": 1, \"\\u001b[2J\": {\"a\": [{}]}, "));

        assertThat(read.report()).isEqualTo(read(JSON).report());
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].summary.report-id", "is not a key of RFC 8460; it was skipped"),
                        new Quirk("policies[0].summary.?[2J", "is not a key of RFC 8460; it was skipped"));
    }

    @Test
    void takesTheLastOfAKeyThatStandsTwice() {
        var read = read(JSON.replace("\"report-id\"", "\"report-id\": \"first\", \"report-id\""));

        assertThat(read.report().reportId()).isEqualTo("2026-03-01_example.com");
        assertThat(read.quirks())
                .containsExactly(new Quirk("report-id", "is a duplicate key; the last value was read"));
    }

    @Test
    void notesOnceWhatSeveralRowsHaveInCommonAndTellsTheirNumber() {
        var row = "{\"result-type\": \"certificate-expired\", \"sending-mta-ip\": \"\", \"failed-session-count\": 1}";
        var rows = "\"failure-details\": [" + (row + ",").repeat(199) + row + "], \"hello\": 1";
        var quirks =
                read(JSON.replaceFirst("\"summary\"", rows + ", \"summary\"")).quirks();

        assertThat(quirks)
                .startsWith(
                        new Quirk(
                                "policies[0].failure-details[0].sending-mta-ip",
                                "is empty (so it is in 199 other rows)"),
                        new Quirk(
                                "policies[0].failure-details[0].receiving-ip",
                                "is missing (so it is in 199 other rows)"),
                        new Quirk("policies[0].hello", "is not a key of RFC 8460; it was skipped"));
    }

    @Test
    void listsAHundredQuirksAndSaysThatThereAreMore() {
        var quirks = read(JSON.replace("[\"*.example.com\"]", "[" + "7,".repeat(150) + "7]"))
                .quirks();

        assertThat(quirks).hasSize(101);
        assertThat(quirks.getLast().note()).isEqualTo("has more quirks than the 100 that are listed");
    }
}
