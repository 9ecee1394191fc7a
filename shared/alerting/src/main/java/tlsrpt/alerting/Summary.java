package tlsrpt.alerting;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertKind;
import tlsrpt.health.RecordJson;
import tlsrpt.report.Severity;

/// The alerts of one hour beyond the limit, sent as one message.
///
/// @param lines the gravest of them, the gravest first
/// @param beyond how many are not among the lines
record Summary(Instant hour, List<Line> lines, long beyond) {

    private static final int MOST_LINES = 200;

    Summary {
        lines = List.copyOf(lines);
    }

    /// One alert of them.
    record Line(String transitionId, Severity severity, String subject) {}

    Summary with(Alert alert) {
        if (lines.stream().anyMatch(line -> line.transitionId().equals(alert.transitionId()))) {
            return this;
        }
        var more = new ArrayList<>(lines);
        more.add(new Line(alert.transitionId(), alert.severity(), alert.subject()));
        more.sort(Comparator.comparing(Line::severity).reversed());
        boolean tooMany = more.size() > MOST_LINES;
        return new Summary(hour, more.subList(0, Math.min(more.size(), MOST_LINES)), tooMany ? beyond + 1 : beyond);
    }

    Alert alert(Budget budget, Instant now) {
        var time = hour.atOffset(ZoneOffset.UTC);
        var id = "*:summary:" + budget.token() + ":" + time.toLocalDateTime();
        var problem = (lines.size() + beyond) + " " + budget.words();
        var content = Alert.Content.of(
                "TLS reports: " + problem,
                problem,
                List.of("The limit of alerts in the hour from " + time + " was reached, so these are sent as one."),
                List.of());
        var subjects = new ArrayList<>(lines.stream().map(Line::subject).toList());
        if (beyond > 0) {
            subjects.add("and " + beyond + " more, which `tlsrpt alerts` lists");
        }
        return Alert.of(
                Alert.Incident.of(id, "summary", "*", time.toLocalDate()),
                new Alert.Transition(id, AlertKind.REMINDER, time.toLocalDate(), now, List.of()),
                Alert.Findings.of(
                        lines.isEmpty() ? Severity.NOTICE : lines.getFirst().severity(), List.of()),
                content.with(new Alert.Section("Alerts", subjects)));
    }

    String json() {
        return RecordJson.write(this);
    }

    static Summary of(String json) {
        return RecordJson.read(Summary.class, json);
    }
}
