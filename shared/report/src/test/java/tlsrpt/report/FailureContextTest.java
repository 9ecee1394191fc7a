package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureContextTest {

    @ParameterizedTest(name = "{2} under {0} {1}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            tlsa,            -,       certificate-expired,     true
            tlsa,            -,       starttls-not-supported,  true
            tlsa,            -,       Other,                   true
            tlsa,            -,       sts-policy-invalid,      false
            sts,             enforce, certificate-expired,     true
            sts,             enforce, mx-not-in-policy,        true
            sts,             enforce, handshake-timed-out,     true
            sts,             enforce, Other,                   true
            sts,             enforce, sts-policy-fetch-error,  false
            sts,             enforce, sts-policy-not-found,    false
            sts,             enforce, sts-webpki-expired,      false
            sts,             testing, certificate-expired,     false
            sts,             none,    certificate-expired,     false
            sts,             -,       certificate-expired,     false
            no-policy-found, -,       starttls-not-supported,  false
            no-policy-found, enforce, starttls-not-supported,  false
            future,          enforce, certificate-expired,     false
            -,               enforce, certificate-expired,     false
            """)
    void isRefusedUnderDaneAndEnforceUnlessThePolicyItselfFailed(
            @Nullable String type, @Nullable String mode, String diagnosis, boolean refused) {
        var situation = new FailureContext(
                "example.com",
                type == null ? null : PolicyType.of(type),
                mode == null ? null : Mode.of(mode).orElseThrow(),
                null,
                Diagnosis.of(diagnosis));

        assertThat(situation.refused()).isEqualTo(refused);
    }

    @Test
    void isReadFromAReport() {
        var policy = new Policy(
                PolicyType.Registered.STS, List.of("mode: testing", "mx: mx1.example.com"), "example.com", List.of());
        var detail = detail("certificate-expired", "mx1.example.com");

        assertThat(situation(policy, detail))
                .isEqualTo(new FailureContext(
                        "example.com",
                        PolicyType.Registered.STS,
                        Mode.TESTING,
                        "mx1.example.com",
                        Diagnosis.Known.CERTIFICATE_EXPIRED));
    }

    @Test
    void takesTheMxFromATlsaPolicyWhereTheDetailNamesNone() {
        var policy = new Policy(PolicyType.Registered.TLSA, List.of(), "mx1.example.com", List.of());

        assertThat(situation(policy, detail("tlsa-invalid", null)).mx()).isEqualTo("mx1.example.com");
        assertThat(situation(policy, detail("tlsa-invalid", " ")).mx()).isEqualTo("mx1.example.com");
        assertThat(situation(policy, detail("tlsa-invalid", "mx2.example.com")).mx())
                .isEqualTo("mx2.example.com");
    }

    private static FailureContext situation(Policy policy, FailureDetail detail) {
        var entry = new PolicyResult(policy, new Summary(0L, 1L), List.of(detail));
        return FailureContext.of(new ReportedDomain("example.com", List.of(entry)), entry, detail);
    }

    private static FailureDetail detail(String resultType, @Nullable String mx) {
        return new FailureDetail(ResultType.of(resultType), null, mx, null, null, 1L, null, null);
    }
}
