package tlsrpt.alerting;

import tlsrpt.health.Alert;

/// An alert as plain text, for email and chat.
public final class AlertText {

    private static final int MOST = 48_000;

    private AlertText() {}

    /// Returns the text with the alert's identifiers below it.
    ///
    /// @param dashboard the URL of the page, or an empty text
    public static String of(Alert alert, String dashboard) {
        var page = alert.domain().equals("*") ? "" : "#/domains/" + alert.domain();
        var link = dashboard.isEmpty() ? "" : "\nMore: " + dashboard + page + "\n";
        return cut(alert.text(), MOST) + link + "\nSeverity: "
                + alert.severity().token() + ". Alert: " + alert.id() + "\n";
    }

    /// Returns the text, or its beginning with an ellipsis on a line of its own.
    public static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 4) + "\n...";
    }
}
