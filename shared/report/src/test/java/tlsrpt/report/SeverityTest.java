package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeverityTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            starttls-not-supported,    high,   medium, medium
            certificate-host-mismatch, high,   medium, medium
            certificate-expired,       high,   medium, medium
            validation-failure,        high,   medium, medium
            mx-not-in-policy,          high,   medium, medium
            handshake-timed-out,       medium, low,    low
            handshake-closed,          medium, low,    low
            tlsa-invalid,              high,   high,   high
            dnssec-invalid,            high,   high,   high
            dane-required,             high,   low,    low
            sts-policy-fetch-error,    medium, medium, medium
            sts-record-invalid,        medium, medium, medium
            sts-policy-invalid,        high,   high,   high
            sts-webpki-expired,        high,   high,   high
            Other,                     high,   medium, medium
            """)
    void followsFromTheEffectOnDelivery(String token, String refused, String delivered, String unknown) {
        var diagnosis = Diagnosis.of(token);

        assertThat(severity(PolicyType.Registered.TLSA, null, diagnosis, false)).isEqualTo(refused);
        assertThat(severity(PolicyType.Registered.NO_POLICY_FOUND, null, diagnosis, false))
                .isEqualTo(delivered);
        assertThat(severity(PolicyType.Registered.STS, null, diagnosis, false)).isEqualTo(unknown);
    }

    @Test
    void isCriticalWhereTheReporterDeliversNothing() {
        var expired = Diagnosis.Known.CERTIFICATE_EXPIRED;
        var timedOut = Diagnosis.Known.HANDSHAKE_TIMED_OUT;

        assertThat(severity(PolicyType.Registered.STS, Mode.ENFORCE, expired, true))
                .isEqualTo("critical");
        assertThat(severity(PolicyType.Registered.STS, Mode.ENFORCE, timedOut, true))
                .isEqualTo("critical");
        assertThat(severity(PolicyType.Registered.STS, Mode.TESTING, expired, true))
                .isEqualTo("medium");
    }

    /// A reporter with a session or two delivers nothing on many a day.
    @Test
    void takesTenSessionsToCallAReporterBlocked() {
        assertThat(Severity.isBlocked(new Headline(0, 9))).isFalse();
        assertThat(Severity.isBlocked(new Headline(0, 10))).isTrue();
        assertThat(Severity.isBlocked(new Headline(1, 1_000))).isFalse();
    }

    @Test
    void namesEachSeverityThatADiagnosisCanHave() {
        assertThat(Severity.words(Diagnosis.Known.CERTIFICATE_EXPIRED))
                .isEqualTo("medium if mail is delivered, high if the sender refuses, critical if none of "
                        + "10 or more sessions succeeds");
        assertThat(Severity.words(Diagnosis.Known.TLSA_INVALID))
                .isEqualTo("high if the sender refuses, critical if none of 10 or more sessions succeeds");
        assertThat(Severity.words(Diagnosis.Known.STS_POLICY_INVALID)).isEqualTo("high");
    }

    @Test
    void isWhatTheManualSays() throws IOException {
        var table = Arrays.stream(Severity.values())
                .sorted((a, b) -> b.compareTo(a))
                .map(severity -> "| `" + severity.token() + "` | " + severity.effect() + " |\n")
                .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("../../docs/alerts.md"))).contains("| --- | --- |\n" + table);
    }

    private static String severity(PolicyType type, @Nullable Mode mode, Diagnosis diagnosis, boolean blocked) {
        return Severity.of(new FailureContext("example.com", type, mode, null, diagnosis), blocked)
                .token();
    }
}
