package tlsrpt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tlsrpt.report.Diagnosis;

class ExplainCommandTest {

    @Test
    void listsEveryResultTypeAndDiagnosis() {
        var result = new Cli().run("explain");

        assertThat(result.out()).startsWith("""
                Result type or diagnosis      Meaning
                starttls-not-supported        STARTTLS not offered
                """);
        assertThat(result.out()).contains(tokens());
    }

    @ParameterizedTest
    @EnumSource
    void explainsEveryDiagnosis(Diagnosis.Known diagnosis) {
        var result = new Cli().run("explain", diagnosis.token());

        assertThat(result.out())
                .startsWith(diagnosis.token() + "\n")
                .contains("\n  Meaning  ", "\n  Cause  ", "\n  Impact  ", "\n  Severity ", "\n  1. ");
        assertThat(result.exit()).isZero();
    }

    @Test
    void suggestsTheClosestNamesOfWhatItDoesNotKnow() {
        var result = new Cli().run("explain", "Certificate-Expierd\u001b[2J");

        assertThat(result.err()).isEqualTo("""
                tlsrpt explain: unknown result type 'Certificate-Expierd\uFFFD[2J'. Did you mean certificate-expired, \
                certificate-revoked or certificate-not-trusted?
                Try 'tlsrpt explain --help'.
                """);
        assertThat(result.exit()).isEqualTo(2);
    }

    private static String[] tokens() {
        return Arrays.stream(Diagnosis.Known.values()).map(Diagnosis::token).toArray(String[]::new);
    }
}
