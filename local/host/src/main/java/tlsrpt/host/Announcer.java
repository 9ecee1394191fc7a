package tlsrpt.host;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import tlsrpt.cli.ForeignText;

/// Says what the host does, a line at a time.
final class Announcer {

    private final PrintWriter out;

    Announcer(PrintWriter out) {
        this.out = out;
    }

    void opened(URI uri, DataFolder data, List<String> domains) {
        say("Page      " + uri + "/");
        say("Reports   curl --data-binary @report.json.gz " + uri + "/v1/tlsrpt");
        say("Inbox     " + data.inbox());
        say("Data      " + data.root());
        say("Counts    " + (domains.contains("*") ? "every domain" : ForeignText.line(String.join(", ", domains))));
        say("Stop it by Ctrl-C.");
        say("");
    }

    void happened(Happening what) {
        switch (what.event()) {
            case "recorded", "replaced", "duplicate" ->
                say(String.format(
                        "%-9s %s  %s: %s ok, %s failed",
                        what.event().equals("duplicate") ? "repeated" : what.event(),
                        ForeignText.name(what.get("domain")) + "/" + what.get("day") + "/"
                                + shortened(what.get("report")),
                        ForeignText.name(what.get("submitter")),
                        what.get("ok"),
                        what.get("failed")));
            case "held" ->
                say("held      " + what.key() + "  " + what.get("reason") + ": "
                        + ForeignText.line(what.get("detail")));
            case "alert" -> say("alert     " + what.get("severity") + "  " + ForeignText.line(what.get("subject")));
            case "ignored" -> say("ignored   " + what.key() + "  " + ForeignText.line(what.get("detail")));
            default -> trouble(what.get("detail"));
        }
    }

    void trouble(String text) {
        say("failed    " + ForeignText.line(text));
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String shortened(String identity) {
        return identity.substring(0, Math.min(8, identity.length()));
    }
}
