package tlsrpt.health;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tlsrpt.report.Printable;

/// The plain-text body of an alert, for mail, terminal, chat and page.
public final class AlertBody {

    private static final int NAME = 60;
    private static final int MOST_DOMAINS = 100;

    private final StringBuilder text = new StringBuilder();
    private final Alert alert;

    private AlertBody(Alert alert) {
        this.alert = alert;
    }

    /// Returns the whole body.
    public static String of(Alert alert) {
        var body = new AlertBody(alert);
        body.statement();
        body.steps();
        alert.content().sections().forEach(section -> body.section(section.title(), section.lines()));
        body.domains();
        return body.text.toString();
    }

    /// Returns what happened, the impact and the evidence, for a channel that shows the steps in a form of its own.
    public static String statement(Alert alert) {
        var body = new AlertBody(alert);
        body.statement();
        return body.text.toString();
    }

    private void statement() {
        var content = alert.content();
        text.append(String.join("\n\n", content.paragraphs())).append('\n');
        var facts = facts();
        if (!facts.isEmpty()) {
            text.append('\n').append(facts);
        }
    }

    private String facts() {
        var content = alert.content();
        var facts = new StringBuilder();
        if (content.impact() != null) {
            facts.append("Impact: ").append(content.impact()).append('\n');
        }
        if (!alert.reporters().isEmpty() || alert.family().equals(DailyRule.SILENCE)) {
            facts.append("Since: report day ").append(alert.since()).append(" (UTC)\n");
        }
        if (!alert.causes().isEmpty()) {
            var sessions = alert.sessions();
            facts.append(String.format(
                    Locale.ROOT,
                    "Failed sessions: %,d of %,d (%s)%s, reported by %s\n",
                    sessions.failed(),
                    sessions.total(),
                    Share.of(sessions.failed(), sessions.total()),
                    sessions.days(),
                    reporters()));
        } else if (!alert.reporters().isEmpty()) {
            facts.append("Reported by: ").append(reporters()).append('\n');
        }
        if (alert.recovery().stream().anyMatch(one -> one.clean() > 0)) {
            facts.append("Recovery: ")
                    .append(alert.recovery().stream().map(Alert.Progress::words).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        if (content.policy() != null) {
            facts.append("Policy: ").append(content.policy()).append('\n');
        }
        if (!content.evidence().isEmpty()) {
            facts.append("Evidence: ")
                    .append(String.join("; ", content.evidence()))
                    .append('\n');
        }
        return facts.toString();
    }

    private String reporters() {
        return alert.reporters().stream().map(name -> Printable.of(name, NAME)).collect(Collectors.joining(", "));
    }

    private void steps() {
        if (alert.content().steps().isEmpty()) {
            return;
        }
        text.append("\nWhat to do\n");
        int n = 1;
        for (var step : alert.content().steps()) {
            text.append(n++).append(". ").append(step.text()).append('\n');
            if (step.command() != null) {
                text.append("   ").append(step.command()).append('\n');
            }
        }
    }

    private void section(String title, List<String> lines) {
        text.append('\n').append(title).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
    }

    private void domains() {
        var domains = alert.domains();
        if (domains.size() > 1) {
            int more = domains.size() - MOST_DOMAINS;
            text.append("\nDomains: ")
                    .append(String.join(", ", domains.subList(0, Math.min(MOST_DOMAINS, domains.size()))))
                    .append(more > 0 ? " and " + more + " more\n" : "\n");
        }
    }
}
