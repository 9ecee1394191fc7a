package tlsrpt.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;

class SummaryTest {

    private static final Instant HOUR = Instant.parse("2026-03-02T11:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void listsADomainBesideItsSubdomain() {
        var summary =
                new Summary(HOUR, List.of(), 0).with(alert("sub.example.com")).with(alert("example.com"));

        assertThat(summary.lines())
                .extracting(Summary.Line::subject)
                .containsExactly("sub.example.com: certificate expired", "example.com: certificate expired");
    }

    @Test
    void listsAnAlertOnce() {
        var summary = new Summary(HOUR, List.of(), 0).with(alert("example.com")).with(alert("example.com"));

        assertThat(summary.lines()).hasSize(1);
    }

    @Test
    void isTheSameAfterItsJsonWasRead() {
        var summary = new Summary(HOUR, List.of(), 0).with(alert("example.com"));

        assertThat(Summary.of(summary.json())).isEqualTo(summary);
    }

    @Test
    void keepsTheGravestOfManyAndCountsTheRest() {
        var summary = new Summary(HOUR, List.of(), 0);
        for (int n = 0; n < 250; n++) {
            summary = summary.with(alert("d" + n + ".example.com"));
        }
        summary = summary.with(alert("example.com", Severity.CRITICAL));

        assertThat(summary.lines()).hasSize(200);
        assertThat(summary.lines().getFirst().subject()).startsWith("example.com:");
        assertThat(summary.alert(Budget.OTHER, HOUR).subject())
                .isEqualTo("TLS reports: 251 more alerts of lower urgency in one hour");
        assertThat(summary.alert(Budget.OTHER, HOUR).severity()).isEqualTo(Severity.CRITICAL);
    }

    private static Alert alert(String domain) {
        return alert(domain, Severity.HIGH);
    }

    private static Alert alert(String domain, Severity grade) {
        var id = domain + ":certificate:" + DAY;
        var problem = "certificate expired";
        return Alert.of(
                Alert.Incident.of(id, "certificate", domain, DAY),
                new Alert.Transition(id + ":failing:" + DAY, AlertKind.FAILING, DAY, HOUR, List.of()),
                Alert.Findings.of(grade, List.of("google.com")),
                Alert.Content.of(domain + ": " + problem, problem, List.of("It expired."), List.of()));
    }
}
