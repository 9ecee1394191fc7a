package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static tlsrpt.report.Reads.JSON;
import static tlsrpt.report.Reads.read;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Policy types and result types, known and unknown.
class TokensTest {

    @Test
    void keepsUnknownTokensAsTheyCame() {
        var read = read(JSON.replace("\"sts\"", "\"dnssec\"").replace("\"certificate-expired\"", "\"Other\""));

        var result = read.report().policies().getFirst();
        assertThat(result.policy().type()).isEqualTo(new PolicyType.Unregistered("dnssec"));
        assertThat(result.failureDetails().getFirst().resultType()).isEqualTo(new ResultType.Unregistered("Other"));
        assertThat(read.quirks())
                .containsExactly(
                        new Quirk("policies[0].policy.policy-type", "is not a policy type of RFC 8460; kept unchanged"),
                        new Quirk(
                                "policies[0].failure-details[0].result-type",
                                "is not a registered result type; kept unchanged"));
    }

    @Test
    void readsTokensInCapitals() {
        var read =
                read(JSON.replace("\"sts\"", "\" STS\"").replace("\"certificate-expired\"", "\"Certificate-Expired\""));

        var result = read.report().policies().getFirst();
        assertThat(result.policy().type()).isEqualTo(PolicyType.Registered.STS);
        assertThat(result.failureDetails().getFirst().resultType())
                .isEqualTo(ResultType.Registered.CERTIFICATE_EXPIRED);
        assertThat(read.quirks())
                .extracting(Quirk::note)
                .containsExactly(
                        "is written with blanks or capitals; read as sts",
                        "is written with blanks or capitals; read as certificate-expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}"})
    void keepsAMissingTokenMissing(String json) {
        var read = read(JSON.replace("\"sts\"", json).replace("\"certificate-expired\"", json));

        assertThat(read.report().policies().getFirst().policy().type()).isNull();
        assertThat(read.report()
                        .policies()
                        .getFirst()
                        .failureDetails()
                        .getFirst()
                        .resultType())
                .isNull();
        assertThat(read.quirks()).hasSize(2);
    }
}
