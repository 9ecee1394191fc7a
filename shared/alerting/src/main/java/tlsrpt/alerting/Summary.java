package tlsrpt.alerting;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import tlsrpt.health.Alert;
import tlsrpt.health.Kind;
import tlsrpt.health.RecordJson;
import tlsrpt.report.Severity;

/// The alerts of one hour that were more than are sent one by one, and go out in one message.
record Summary(Instant hour, List<Line> lines) {

    private static final int MOST_LINES = 200;

    Summary {
        lines = List.copyOf(lines);
    }

    /// One alert of them.
    record Line(String transitionId, String subject) {}

    Summary with(Alert alert) {
        if (lines.size() >= MOST_LINES
                || lines.stream().anyMatch(line -> line.transitionId().equals(alert.transitionId()))) {
            return this;
        }
        var more = new ArrayList<>(lines);
        more.add(new Line(alert.transitionId(), alert.subject()));
        return new Summary(hour, more);
    }

    Alert alert(Instant now) {
        var time = hour.atOffset(ZoneOffset.UTC);
        var id = "*:summary:" + time.toLocalDateTime();
        var problem = lines.size() + " more alerts in one hour";
        var content = Alert.Content.of(
                "TLS reports: " + problem,
                problem,
                List.of("So many alerts came in the hour from " + time + " that these were not sent one by one."),
                List.of());
        var subjects = lines.stream().map(Line::subject).toList();
        return Alert.of(
                Alert.Incident.of(id, "summary", "*", time.toLocalDate()),
                new Alert.Transition(id, Kind.REMINDER, time.toLocalDate(), now, List.of()),
                Alert.Findings.of(Severity.CRITICAL, List.of()),
                content.with(new Alert.Section("Alerts", subjects)));
    }

    String json() {
        return RecordJson.write(this);
    }

    static Summary of(String json) {
        return RecordJson.read(Summary.class, json);
    }
}
