package tlsrpt.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.report.Mode;

class PolicyTextTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void endsItsLinesAsTheRfcSays() {
        var policy =
                new PolicyText(Mode.TESTING, List.of("MX1.example.com.", "*.example.net", "mx1.example.com"), 86_400);

        assertThat(policy.text().split("\r\n", -1))
                .containsExactly(
                        "version: STSv1",
                        "mode: testing",
                        "mx: mx1.example.com",
                        "mx: *.example.net",
                        "max_age: 86400",
                        "");
    }

    @Test
    void hasAnIdOfLettersAndDigitsThatChangesWithTheTextAndWithTime() {
        var one = new PolicyText(Mode.TESTING, List.of("mx1.example.com"), 86_400);
        var other = new PolicyText(Mode.ENFORCE, List.of("mx1.example.com"), 86_400);

        assertThat(one.id(NOON)).matches("20261129T120000Z[0-9a-f]{12}").isNotEqualTo(other.id(NOON));
        assertThat(one.id(NOON).substring(16))
                .isEqualTo(one.id(NOON.plusSeconds(1)).substring(16));
        assertThat(one.id(NOON)).isNotEqualTo(one.id(NOON.plusSeconds(1)));
    }

    @Test
    void needsNoMxInModeNone() {
        assertThat(new PolicyText(Mode.NONE, List.of(), 86_400).text()).doesNotContain("mx:");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 86400, the policy has no mx line",
        "mx*.example.com, 86400, the policy has an mx line that has an asterisk that is not its entire first label",
        "192.0.2.1, 86400, the policy has an mx line that names an address",
        "mx.example.com, 0, 'max_age is between 1 and 31557600 seconds, not 0'",
        "mx.example.com, 31557601, 'max_age is between 1 and 31557600 seconds, not 31557601'",
    })
    void refusesWhatSendersCannotUse(String mx, long maxAge, String why) {
        var patterns = mx.isEmpty() ? List.<String>of() : List.of(mx);

        assertThatThrownBy(() -> new PolicyText(Mode.ENFORCE, patterns, maxAge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }
}
