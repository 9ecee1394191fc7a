package tlsrpt.alerting;

import java.util.ArrayList;
import java.util.List;
import tlsrpt.health.Alert;

/// Remembers what it is told.
final class RecordingChannel implements Channel {

    final List<Alert> published = new ArrayList<>();
    final List<Alert> chatted = new ArrayList<>();

    @Override
    public void publish(Alert alert) {
        published.add(alert);
    }

    @Override
    public void chat(Alert alert) {
        chatted.add(alert);
    }

    List<String> told() {
        return told(published);
    }

    static List<String> told(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> alert.day().getDayOfMonth() + " " + alert.kind().token() + " " + alert.family())
                .toList();
    }
}
