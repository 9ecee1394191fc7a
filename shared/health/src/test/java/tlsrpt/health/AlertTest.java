package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

class AlertTest {

    private static final Alert ALERT = Alert.of(
            new Alert.Incident(
                    "example.com:certificate:2026-03-01",
                    "certificate",
                    "example.com",
                    List.of("example.com"),
                    LocalDate.of(2026, 3, 1),
                    false,
                    false),
            new Alert.Transition(
                    "example.com:certificate:2026-03-01:failing:2026-03-01",
                    AlertKind.FAILING,
                    LocalDate.of(2026, 3, 1),
                    Instant.parse("2026-03-02T11:00:00Z"),
                    List.of()),
            new Alert.Findings(
                    Severity.HIGH,
                    DeliveryImpact.REFUSED_IN_PART,
                    List.of(new Alert.Cause(
                            "sts",
                            List.of(),
                            "certificate-expired",
                            "certificate-expired",
                            null,
                            Alert.Sessions.of(LocalDate.parse("2026-03-01"), 300, 5500))),
                    List.of("google.com"),
                    Alert.Sessions.of(LocalDate.parse("2026-03-01"), 300, 5500),
                    List.of(),
                    true),
            new Alert.Content(
                    "example.com: Google cannot deliver",
                    "Google cannot deliver",
                    List.of("Text \"quoted\"\nand lines"),
                    "refused",
                    "DANE",
                    List.of("google.com reported it", "so did others"),
                    List.of(new Step("Look.", "dig example.com"), new Step("Fix it.", null)),
                    List.of(new Alert.Section("Failing addresses", List.of("192.0.2.1")))));

    @Test
    void isTheSameAfterItsJsonWasRead() {
        assertThat(Alert.of(ALERT.json())).isEqualTo(ALERT);
    }

    @Test
    void writesTokensInLowerCaseAndLeavesOutWhatIsMissing() {
        assertThat(ALERT.json())
                .startsWith("{\"version\":1,\"id\":\"example.com:certificate:2026-03-01\",")
                .contains(",\"transitionId\":\"example.com:certificate:2026-03-01:failing:2026-03-01\",")
                .contains("\"outcome\":\"refused-in-part\"")
                .contains(
                        "\"diagnosis\":\"certificate-expired\",\"sessions\":{\"failed\":300,\"total\":5500,\"from\":\"2026-03-01\",\"to\":\"2026-03-01\"}")
                .doesNotContain("\"mx\"");
    }

    @Test
    void putsTheMembersOfItsPartsSideBySide() {
        assertThat(ALERT.json())
                .contains("\"steps\":[{\"text\":\"Look.\",\"command\":\"dig example.com\"},{\"text\":\"Fix it.\"}]")
                .doesNotContain("\"incident\"", "\"transition\":", "\"findings\"", "\"content\"");
    }

    @Test
    void rendersTheBodyOfItsParts() {
        var statement = """
                Text "quoted"
                and lines

                Impact: refused
                Since: report day 2026-03-01 (UTC)
                Failed sessions: 300 of 5,500 (5.5%) on 2026-03-01, reported by google.com
                Policy: DANE
                Evidence: google.com reported it; so did others
                """;
        assertThat(AlertBody.statement(ALERT)).isEqualTo(statement);
        assertThat(ALERT.text()).isEqualTo(statement + """

                What to do
                1. Look.
                   dig example.com
                2. Fix it.

                Failing addresses
                192.0.2.1
                """);
        assertThat(ALERT.json()).contains("\"text\":\"Text \\\"quoted\\\"\\nand lines\\n\\nImpact: refused");
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
                .hasMessageContaining("there is no Severity dire");
    }

    @Test
    void countsACauseUnderTwoPoliciesOnceAndNamesBoth() {
        var alert = Scenario.of("""
                        day 12: microsoft ok 900 failed 100 certificate-expired mx1 enforce and ok 900 failed 100 certificate-expired mx1 dane
                        """).alerts().getFirst();

        assertThat(alert.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.policyType()).isEqualTo("sts");
            assertThat(cause.alsoPolicyTypes()).containsExactly("tlsa");
            assertThat(cause.sessions()).isEqualTo(alert.sessions());
        });
        assertThat(alert.text())
                .contains("Failed sessions: 100 of 1,000", "Policy: MTA-STS, mode enforce; DANE")
                .containsOnlyOnce("reported certificate-expired");
    }
}
