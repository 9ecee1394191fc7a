package tlsrpt.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReporterIdTest {

    @Test
    void isWrittenAsDomainAndAddress() {
        var id = new ReporterId("example.org", "a+b_c=d%e/f~g-h.i@mail.example.org");

        assertThat(id.key()).isEqualTo("example.org|a+b_c=d%e/f~g-h.i@mail.example.org");
        assertThat(ReporterId.ofKey(id.key())).isEqualTo(id);
    }

    @Test
    void isBuiltInForThreeReporters() {
        assertThat(ReporterId.BUILT_IN)
                .contains(Objects.requireNonNull(ReporterId.ofKey("microsoft.com|tlsrpt-noreply@microsoft.com")))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "example.org|",
                "|a@example.org",
                "example.org|example.org",
                "x|a@x",
                "example.org|@example.org",
                "example.org|a b@example.org",
                "example.org|\u202ea@example.org"
            })
    void isNothingElse(String key) {
        assertThat(ReporterId.ofKey(key)).isNull();
    }

    /// Row 45: operators copy a reporter from a list into a command, between quotes or not.
    @ParameterizedTest
    @ValueSource(strings = {"'", "`", "$", "!", "&", "|", "*", "?", "{", "}", "#", "^", "\"", "\\", ";", "(", ">"})
    void isNothingThatAShellWouldRun(String character) {
        assertThat(ReporterId.ofKey("example.org|a" + character + "b@example.org"))
                .isNull();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new ReporterId("example.org", "nobody"))
                .hasMessage("invalid reporter: example.org|nobody");
    }
}
