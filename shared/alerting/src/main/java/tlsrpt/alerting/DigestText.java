package tlsrpt.alerting;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tlsrpt.health.Alert;
import tlsrpt.health.Share;
import tlsrpt.store.Sessions;

/// A [Digest] as plain text, and the sentences that both of its forms have. A quiet week takes three lines.
public final class DigestText {

    static final int MOST_SHOWN = 20;

    private static final String BARS = "▂▃▄▅▆▇█";

    private DigestText() {}

    public static String of(Digest digest) {
        return of(digest, "");
    }

    /// Writes it with a link.
    ///
    /// @param dashboard the URL of the page, or an empty text
    public static String of(Digest digest, String dashboard) {
        var text = new StringBuilder();
        text.append(title(digest)).append("\n\n");
        text.append(totals(digest)).append('\n');
        text.append(attention(digest)).append('\n');
        section(text, "Open incidents", digest.open(), alert -> openLine(alert));
        section(text, "Alerts of the week", digest.changes(), DigestText::changeLine);
        section(text, "Domains with sessions that were not secured", digest.troubled(), DigestText::domainLine);
        section(text, "Domains without a report this week", digest.silent(), domain -> domain);
        if (!dashboard.isEmpty()) {
            text.append("\nMore: ").append(dashboard).append('\n');
        }
        return text.toString();
    }

    /// Returns the title, which is also the subject of a mail.
    public static String title(Digest digest) {
        return "TLS reports of week " + digest.week() + ": " + headline(digest);
    }

    private static String headline(Digest digest) {
        if (!digest.open().isEmpty()) {
            return count(incidents(digest), "open incident") + ", "
                    + digest.open().getFirst().severity().token();
        }
        long refused = digest.troubled().stream()
                .filter(weeks -> weeks.sum().protection().refused() > 0)
                .count();
        if (refused > 0) {
            return count(refused, "domain") + " with refused sessions, no open incident";
        }
        if (!digest.changes().isEmpty()) {
            return "no open incident";
        }
        return digest.sum().reports() == 0 ? "no report" : "nothing to do";
    }

    static String totals(Digest digest) {
        return counted(digest) + (digest.isComplete() ? "" : " More reports of this week may still arrive.");
    }

    private static String counted(Digest digest) {
        var sum = digest.sum();
        if (sum.reports() == 0) {
            return "No report counted for " + digest.monday() + " to " + digest.sunday() + " (UTC).";
        }
        var before = digest.before();
        return digest.monday() + " to " + digest.sunday() + " (UTC): "
                + count(digest.domains().size() - digest.silent().size(), "domain") + ", "
                + count(sum.reports(), "report") + " from "
                + count(digest.reporters().size(), "reporter") + ", "
                + count(sum.protection().total(), "session") + ", " + secured(sum) + " secured"
                + (before.reports() == 0 ? "" : " (" + secured(before) + " the week before)") + ".";
    }

    static String attention(Digest digest) {
        if (digest.open().isEmpty()) {
            return digest.changes().isEmpty()
                    ? "No incident is open, and no alert was sent this week."
                    : "No incident is open.";
        }
        long open = incidents(digest);
        return count(open, "incident") + (open == 1 ? " is open." : " are open.");
    }

    /// Returns how many incidents are open, as page, API and `status` count them: a shared one once for each domain.
    private static long incidents(Digest digest) {
        return digest.open().stream().mapToLong(alert -> alert.domains().size()).sum();
    }

    static String openLine(Alert alert) {
        return who(alert) + ": " + alert.content().problem() + " ("
                + alert.severity().token() + ", since " + alert.since() + ")";
    }

    static String changeLine(Alert alert) {
        return alert.at().atZone(ZoneOffset.UTC).toLocalDate() + " " + step(alert) + " " + who(alert) + ": "
                + alert.content().problem();
    }

    static String numbers(Digest.DomainWeeks weeks) {
        var sum = weeks.sum();
        var before = weeks.before();
        return secured(sum) + " of " + count(sum.protection().total(), "session") + " secured"
                + (before.reports() == 0 ? "" : " (" + secured(before) + " the week before)")
                + part(sum.protection().refused(), "refused")
                + part(sum.protection().unprotected(), "unprotected")
                + part(sum.protection().unknown(), "unknown");
    }

    static String secured(Sessions sessions) {
        return Share.of(sessions.protection().secured(), sessions.protection().total());
    }

    private static String domainLine(Digest.DomainWeeks weeks) {
        return weeks.week().stream().map(DigestText::bar).collect(Collectors.joining()) + "  " + weeks.domain() + ": "
                + numbers(weeks);
    }

    /// The higher, the more of a day's sessions were not secured.
    private static String bar(Sessions day) {
        if (day.reports() == 0) {
            return "·";
        }
        long bad = Digest.notSecured(day);
        if (bad == 0) {
            return "▁";
        }
        int height = (int) Math.min(
                BARS.length() - 1, bad * BARS.length() / day.protection().total());
        return BARS.substring(height, height + 1);
    }

    private static String part(long sessions, String what) {
        return sessions == 0 ? "" : ", " + number(sessions) + " " + what;
    }

    private static String who(Alert alert) {
        int others = alert.domains().size() - 1;
        var domain = alert.domain().equals("*") ? "the collector" : alert.domain();
        return others < 1 ? domain : domain + " and " + count(others, "other domain");
    }

    private static String step(Alert alert) {
        return switch (alert.kind()) {
            case RECOVERED -> "recovered";
            case WORSE -> "got worse";
            case REMINDER -> "reminder";
            case FAILING, PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING -> "opened";
        };
    }

    private interface Line<T> {
        String of(T item);
    }

    private static <T> void section(StringBuilder text, String title, List<T> items, Line<T> line) {
        if (items.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append('\n');
        items.stream()
                .limit(MOST_SHOWN)
                .forEach(item -> text.append("  ").append(line.of(item)).append('\n'));
        if (items.size() > MOST_SHOWN) {
            text.append("  ").append(more(items)).append('\n');
        }
    }

    static String more(List<?> items) {
        return "and " + number(items.size() - MOST_SHOWN) + " more";
    }

    private static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
