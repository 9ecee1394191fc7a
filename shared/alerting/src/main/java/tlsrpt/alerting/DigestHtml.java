package tlsrpt.alerting;

import java.util.List;
import java.util.function.Function;
import tlsrpt.store.Sessions;

/// A [Digest] as one page of HTML that mail clients show: tables and inline styles alone, no script, no image, nothing
/// to load. Each day of a troubled domain is a colored cell. Attributes of HTML repeat what Outlook or Yahoo Mail
/// leave out of the styles: the size, spacing and color of cells.
public final class DigestHtml {

    private static final String TEXT = "font:15px/1.5 Arial,Helvetica,sans-serif;color:#1c2430";
    private static final String SMALL = "font:13px/1.5 Arial,Helvetica,sans-serif;color:#5b6675";
    private static final String NO_REPORT = "#e3e7ec";
    private static final String SECURED = "#2e9e6b";
    private static final String UNPROTECTED = "#e0a020";
    private static final String REFUSED = "#cf3a3a";

    private DigestHtml() {}

    public static String of(Digest digest) {
        return of(digest, "");
    }

    /// Writes it with a link.
    ///
    /// @param dashboard the URL of the page, or an empty text
    public static String of(Digest digest, String dashboard) {
        var html = new StringBuilder();
        var title = escaped(DigestText.title(digest));
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(title)
                .append("</title>\n</head>\n<body style=\"margin:0;background-color:#ffffff\">\n")
                .append("<table role=\"presentation\" style=\"margin:0 auto;max-width:640px;width:100%\"><tr>")
                .append("<td style=\"padding:16px;" + TEXT + "\">\n<h1 style=\"font-size:20px;margin:0 0 8px\">")
                .append(title)
                .append("</h1>\n");
        paragraph(html, DigestText.totals(digest));
        paragraph(html, DigestText.attention(digest));
        list(html, "Open incidents", digest.open(), DigestText::openLine);
        list(html, "Alerts of the week", digest.changes(), DigestText::changeLine);
        troubled(html, digest);
        list(html, "Domains without a report this week", digest.silent(), Function.identity());
        if (!dashboard.isEmpty()) {
            var url = escaped(dashboard);
            html.append("<p style=\"margin:20px 0 0\"><a href=\"" + url + "\">" + url + "</a></p>\n");
        }
        return html.append("</td></tr></table>\n</body>\n</html>\n").toString();
    }

    private static void troubled(StringBuilder html, Digest digest) {
        var troubled = digest.troubled();
        if (troubled.isEmpty()) {
            return;
        }
        heading(html, "Domains with sessions that were not secured");
        html.append("<table style=\"border-collapse:collapse;width:100%\">\n");
        troubled.stream().limit(DigestText.MOST_SHOWN).forEach(weeks -> {
            html.append("<tr><td nowrap valign=\"top\" style=\"padding:6px 12px 6px 0;white-space:nowrap;")
                    .append("vertical-align:top\"><table role=\"presentation\" cellspacing=\"2\" cellpadding=\"0\"")
                    .append(" style=\"border-collapse:separate;border-spacing:2px 0\"><tr>");
            for (int i = 0; i < weeks.week().size(); i++) {
                var day = weeks.week().get(i);
                html.append("<td title=\"")
                        .append(digest.monday().plusDays(i))
                        .append(": ")
                        .append(escaped(words(day)))
                        .append("\" width=\"12\" height=\"18\" bgcolor=\"")
                        .append(color(day))
                        .append("\" style=\"width:12px;height:18px;background-color:")
                        .append(color(day))
                        .append("\"></td>");
            }
            html.append("</tr></table></td><td style=\"padding:6px 0;" + TEXT + "\"><b>")
                    .append(escaped(weeks.domain()))
                    .append("</b><br><span style=\"" + SMALL + "\">")
                    .append(escaped(DigestText.numbers(weeks)))
                    .append("</span></td></tr>\n");
        });
        html.append("</table>\n");
        if (troubled.size() > DigestText.MOST_SHOWN) {
            paragraph(html, DigestText.more(troubled));
        }
        html.append("<p style=\"margin:4px 0 0;" + SMALL + "\">Monday to Sunday: green all secured, yellow some")
                .append(" unprotected, red some refused, gray no report.</p>\n");
    }

    private static String words(Sessions day) {
        return day.reports() == 0 ? "no report" : DigestText.secured(day) + " secured";
    }

    private static String color(Sessions day) {
        if (day.reports() == 0) {
            return NO_REPORT;
        }
        if (day.protection().refused() > 0) {
            return REFUSED;
        }
        return Digest.notSecured(day) > 0 ? UNPROTECTED : SECURED;
    }

    private static <T> void list(StringBuilder html, String title, List<T> items, Function<T, String> line) {
        if (items.isEmpty()) {
            return;
        }
        heading(html, title);
        html.append("<ul style=\"margin:0;padding-left:20px\">\n");
        items.stream()
                .limit(DigestText.MOST_SHOWN)
                .forEach(item ->
                        html.append("<li>").append(escaped(line.apply(item))).append("</li>\n"));
        html.append("</ul>\n");
        if (items.size() > DigestText.MOST_SHOWN) {
            paragraph(html, DigestText.more(items));
        }
    }

    private static void heading(StringBuilder html, String title) {
        html.append("<h2 style=\"font-size:16px;margin:20px 0 6px\">")
                .append(title)
                .append("</h2>\n");
    }

    private static void paragraph(StringBuilder html, String text) {
        html.append("<p style=\"margin:0 0 6px\">").append(escaped(text)).append("</p>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
