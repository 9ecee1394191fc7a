package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTest {

    private static final Alert ALERT = new Alert(
            Alert.VERSION,
            "example.com:certificate:2026-03-01",
            "example.com:certificate:2026-03-01:failing:2026-03-01",
            Kind.FAILING,
            Grade.HIGH,
            Outcome.REFUSED_IN_PART,
            "example.com",
            List.of("example.com"),
            LocalDate.of(2026, 3, 1),
            Instant.parse("2026-03-02T11:00:00Z"),
            LocalDate.of(2026, 3, 1),
            "certificate",
            List.of(new Alert.Cause(
                    "sts", "certificate-expired", "certificate-expired", null, new Alert.Sessions(300, 5500))),
            List.of("google.com"),
            new Alert.Sessions(300, 5500),
            true,
            false,
            "example.com: Google cannot deliver",
            "Text \"quoted\"\nand lines");

    @Test
    void isTheSameAfterItsJsonWasRead() {
        assertThat(Alert.of(ALERT.json())).isEqualTo(ALERT);
    }

    @Test
    void writesTokensInLowerCaseAndLeavesOutWhatIsMissing() {
        assertThat(ALERT.json())
                .startsWith("{\"version\":1,\"id\":\"example.com:certificate:2026-03-01\",\"transitionId\":")
                .contains("\"outcome\":\"refused-in-part\"")
                .contains("\"diagnosis\":\"certificate-expired\",\"sessions\":{\"failed\":300,\"total\":5500}")
                .doesNotContain("\"mx\"");
    }

    @Test
    void readsWhatANewerVersionAddedTo() {
        var newer = ALERT.json().replaceFirst("\\{", "{\"news\":{\"deep\":[1]},");

        assertThat(Alert.of(newer)).isEqualTo(ALERT);
    }

    @Test
    void saysWhatIsWrongWithAText() {
        assertThatThrownBy(() -> Alert.of(ALERT.json().replace("\"high\"", "\"dire\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no Grade dire");
    }
}
