package tlsrpt.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tlsrpt.health.Alert;
import tlsrpt.health.AlertBody;
import tlsrpt.health.AlertKind;

/// Alerts as lines of JSON, or for people: when, how grave, what, and why.
public final class AlertPrinter {

    private final PrintWriter out;
    private final boolean json;
    private final Map<AlertKind, Integer> byKind = new EnumMap<>(AlertKind.class);

    public AlertPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    public void print(Alert alert) {
        print(alert, "");
    }

    /// Prints an alert, and a line more.
    ///
    /// @param more a line after the others; empty for none
    public void print(Alert alert, String more) {
        byKind.merge(alert.kind(), 1, Integer::sum);
        if (json) {
            out.println(alert.json());
            return;
        }
        out.println(line(alert));
        Stream.concat(AlertBody.statement(alert).lines(), Stream.of(more))
                .filter(line -> !line.isBlank())
                .forEach(line -> out.println("    " + ForeignText.visible(line)));
        out.println();
    }

    /// When, how grave, what.
    public static String line(Alert alert) {
        return alert.at().toString().substring(0, 16).replace('T', ' ') + "  "
                + alert.severity().token().toUpperCase(Locale.ROOT) + "  " + ForeignText.line(alert.subject());
    }

    /// Such as ": 2 failing, 1 worse, 2 recovered".
    public String summary() {
        return byKind.isEmpty()
                ? ": no alert"
                : ": "
                        + byKind.entrySet().stream()
                                .map(kind ->
                                        kind.getValue() + " " + kind.getKey().token())
                                .collect(Collectors.joining(", "));
    }
}
