package tlsrpt.host.notify;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;

/// Made-up alerts.
final class Alerts {

    static final Instant NOW = Instant.parse("2026-03-02T11:00:00Z");

    private Alerts() {}

    static Alert failing(String domain) {
        return alert(domain, AlertKind.FAILING, Severity.HIGH);
    }

    static Alert alert(String domain, AlertKind kind, Severity severity) {
        var day = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        var id = domain + ":certificate:" + day;
        return Alert.of(
                Alert.Incident.of(id, "certificate", domain, day),
                new Alert.Transition(id + ":" + kind.token(), kind, day, NOW, List.of()),
                Alert.Findings.of(severity, List.of("google.com")),
                Alert.Content.of(
                        domain + ": certificate expired (mx.example.com)",
                        "certificate expired",
                        List.of("Senders refuse to deliver <to> mx.example.com & more."),
                        List.of()));
    }
}
