package tlsrpt.host;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.TextFormat;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.posture.Finding;
import tlsrpt.posture.State;

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
        say("Press Ctrl-C to stop it.");
        say("");
    }

    void happened(HostEvent what) {
        switch (what) {
            case HostEvent.Ingested ingested -> ingested(ingested.event());
            case HostEvent.Alerted alerted ->
                say("alert     " + alerted.alert().severity().token() + "  "
                        + ForeignText.line(alerted.alert().subject()));
            case HostEvent.Delivered delivered ->
                say("sent      " + ForeignText.line(delivered.channel()) + "  "
                        + ForeignText.line(delivered.subject()));
            case HostEvent.ChannelFailed failed -> trouble("channel '" + failed.channel() + "': " + failed.problem());
            case HostEvent.Deleted deleted ->
                say("deleted   " + TextFormat.count(deleted.objects(), "raw object") + ": " + deleted.why());
            case HostEvent.Checked checked -> checked(checked);
            case HostEvent.Trouble trouble -> trouble(trouble.detail());
        }
    }

    private void ingested(IngestEvent event) {
        switch (event) {
            case IngestEvent.Recorded recorded -> counted("recorded", recorded.report());
            case IngestEvent.Replaced replaced -> counted("replaced", replaced.report());
            case IngestEvent.Duplicate duplicate -> counted("repeated", duplicate.report());
            case IngestEvent.Held held ->
                say("held      " + held.objectKey() + "  " + held.why().reason().token() + ": "
                        + ForeignText.line(held.why().detail()));
            case IngestEvent.Ignored ignored ->
                say("ignored   " + ignored.key() + "  " + ForeignText.line(ignored.why()));
            case IngestEvent.Failed failed -> trouble(failed.message() + ": " + failed.cause());
        }
    }

    private void checked(HostEvent.Checked checked) {
        long failing = checked.posture().findings().stream()
                .filter(finding -> finding.state() == State.FAIL)
                .map(Finding::check)
                .distinct()
                .count();
        say("checked   " + ForeignText.name(checked.domain()) + ": "
                + (failing == 0 ? "no check fails" : TextFormat.count(failing, "check") + " failing")
                + (checked.changes() == 0 ? "" : ", " + TextFormat.count(checked.changes(), "change")));
    }

    private void counted(String what, IngestEvent.Counted report) {
        say(String.format(
                "%-9s %s  %s: %s ok, %s failed",
                what,
                ForeignText.name(report.ref().domain()) + "/" + report.ref().day() + "/"
                        + shortened(report.ref().identity()),
                ForeignText.name(report.provenance().submitter()),
                report.headline().ok(),
                report.headline().failed()));
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
