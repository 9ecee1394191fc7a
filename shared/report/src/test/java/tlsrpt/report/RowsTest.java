package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.aReportWith;
import static tlsrpt.report.Reads.read;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Policies and failure details that are missing, or are not lists of objects.
class RowsTest {

    @Test
    void namesWhatAPolicyAndItsDetailsLack() {
        var read = read("""
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1",
                "policies":[{},{"policy":{},"summary":{},"failure-details":[{}]},
                {"policy":{"policy-type":"sts","policy-domain":"example.com"},
                "summary":{"total-successful-session-count":0,"total-failure-session-count":7}}]}""");

        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly(
                        "policies[0].policy",
                        "policies[0].summary",
                        "policies[1].policy.policy-type",
                        "policies[1].policy.policy-domain",
                        "policies[1].summary.total-successful-session-count",
                        "policies[1].summary.total-failure-session-count",
                        "policies[1].failure-details[0].result-type",
                        "policies[1].failure-details[0].sending-mta-ip",
                        "policies[1].failure-details[0].receiving-ip",
                        "policies[1].failure-details[0].failed-session-count",
                        "policies[2].failure-details");
        assertThat(read.report().policies().get(1).summary()).isEqualTo(new Summary(null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"nothing\"", "null", "[]", "7"})
    void readsAPolicyThatIsNoObjectAsNone(String json) {
        var read = read(aReportWith("\"policy\":" + json + ",\"summary\":" + json));

        assertThat(read.report().policies().getFirst().policy())
                .isEqualTo(new Policy(null, List.of(), null, List.of()));
        assertThat(read.quirks())
                .contains(
                        new Quirk("policies[0].policy", "is not an object; it was skipped"),
                        new Quirk("policies[0].summary", "is not an object; it was skipped"));
    }

    @Test
    void readsOneObjectAsAListOfPoliciesOrDetails() {
        var read = read("""
                {"organization-name":"Example","date-range":
                {"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},
                "contact-info":"a@example.net","report-id":"1",
                "policies":{"policy":{"policy-type":"sts","policy-domain":"example.com"},
                "summary":{"total-successful-session-count":1,"total-failure-session-count":1},
                "failure-details":{"result-type":"validation-failure","sending-mta-ip":"192.0.2.1",
                "receiving-ip":"192.0.2.2","failed-session-count":1}}}""");

        assertThat(read.report().policies().getFirst().failureDetails()).hasSize(1);
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies", "is one object; read as a list of one"),
                        new Quirk("policies.failure-details", "is one object; read as a list of one"));
    }

    @Test
    void leavesOutPoliciesAndDetailsThatAreNoObjects() {
        var read = read(JSON.replace("\"policies\": [", "\"policies\": [null, [1], ")
                .replace("\"failure-details\": [", "\"failure-details\": [\"x\", "));

        assertThat(read.report().policies()).hasSize(1);
        assertThat(read.report().policies().getFirst().failureDetails()).hasSize(2);
        assertThat(read.quirks())
                .extracting(Quirk::path)
                .containsExactly("policies[0]", "policies[1]", "policies[2].failure-details[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"none\"", "0"})
    void readsFailureDetailsThatAreNoneAsEmpty(String json) {
        var read = read(aReportWith("\"failure-details\":" + json));

        assertThat(read.report().policies().getFirst().failureDetails()).isEmpty();
        assertThat(read.quirks()).contains(new Quirk("policies[0].failure-details", "is not a list; it was skipped"));
    }

    @Test
    void readsAReportWithoutAnyPolicyInIt() {
        var read = read(JSON.replaceFirst("(?s)\"policies\": \\[.*", "\"policies\": []}"));

        assertThat(read.report().policies()).isEmpty();
        assertThat(read.quirks()).containsExactly(new Quirk("policies", "is empty"));
    }

    @Test
    void saysThatRowsHaveMoreQuirksThanAreListed() {
        var keys = IntStream.range(0, 101).mapToObj(key -> "\"x" + key + "\":1").collect(Collectors.joining(","));

        var policy = "\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"example.com\"},\"summary\":"
                + "{\"total-successful-session-count\":1,\"total-failure-session-count\":0},";

        assertThat(read(aReportWith(policy + "\"failure-details\":[{" + keys + "}]"))
                        .quirks())
                .hasSize(101)
                .last()
                .isEqualTo(new Quirk("", "has more quirks than the 100 that are listed"));
    }
}
