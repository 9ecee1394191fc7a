package tlsrpt.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tlsrpt.report.Severity;

class SharedIncidentTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    @Test
    void row38RemembersFiveThousandDomainsInASmallItemUntilAllRecover() {
        var shared = SharedIncident.of(alert("d0.example.com"), DAY, NOW, List.of());
        for (int n = 1; n < 5_000; n++) {
            shared = shared.joinedBy(alert("d" + n + "." + "x".repeat(50) + ".example.com"));
        }

        assertThat(shared.json()).hasSizeLessThan(16 * 1024);
        assertThat(shared.domains()).isEqualTo(5_000);
        assertThat(shared.open()).isEqualTo(5_000);
        assertThat(shared.news()).isEqualTo(4_999);
        assertThat(shared.sessions().failed()).isEqualTo(15_000);

        for (int n = 0; n < 4_999; n++) {
            shared = shared.leftBy(alert("d" + n + "." + "x".repeat(50) + ".example.com"));
        }
        assertThat(shared.open()).isEqualTo(1);
        assertThat(shared.leftBy(alert("d0.example.com")).open()).isZero();
        assertThat(SharedIncident.of(shared.json())).isEqualTo(shared);
    }

    @Test
    void sumsOverAllDomainsAndNamesTheHeaviest() {
        var shared = SharedIncident.of(alert("d0.example"), DAY, NOW, List.of());
        var numbers = new TreeMap<String, Alert.Sessions>();
        for (int n = 0; n < 60; n++) {
            shared = n == 0 ? shared : shared.joinedBy(alert("d" + n + ".example"));
            numbers.put("d" + n + ".example", Alert.Sessions.of(DAY, 100 + n, 1_000));
        }

        shared = shared.counting(numbers);

        assertThat(shared.sessions().failed()).isEqualTo(60 * 100 + 59 * 60 / 2);
        assertThat(shared.sessions().total()).isEqualTo(60_000);
        assertThat(shared.byWeight()).hasSize(50).startsWith("d59.example", "d58.example");
    }

    private static Alert alert(String domain) {
        var id = domain + ":certificate:" + DAY;
        return Alert.of(
                Alert.Incident.of(id, "certificate", domain, DAY),
                Alert.Transition.of(id, AlertKind.FAILING, DAY, NOW, List.of()),
                Alert.Findings.of(Severity.CRITICAL, List.of("google.com"))
                        .with(List.of(), Alert.Sessions.of(DAY, 3, 10)),
                Alert.Content.of(domain + ": certificate expired", "certificate expired", List.of(), List.of()));
    }
}
