package tlsrpt.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.TextFormat;
import tlsrpt.ingest.IngestEvent;
import tlsrpt.posture.Finding;
import tlsrpt.posture.State;

/// One line of the log.
///
/// @param event one word for what happened, such as `recorded`
/// @param text what it says to a person
/// @param facts the same as values, by name: texts, numbers and lists of texts
record LogLine(String event, String text, SequencedMap<String, Object> facts) {

    /// A line for a fault that needs an operator.
    static final String FAILED = "failed";

    LogLine(String event, String text) {
        this(event, text, new LinkedHashMap<>());
    }

    private LogLine with(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    /// The host is ready.
    static LogLine started(String text, String page, String data, List<String> domains) {
        return new LogLine("started", text)
                .with("page", page)
                .with("data", data)
                .with("domains", domains);
    }

    static LogLine of(HostEvent event) {
        return switch (event) {
            case HostEvent.Ingested ingested -> ingested(ingested.event());
            case HostEvent.Alerted alerted -> {
                var alert = alerted.alert();
                yield new LogLine("alert", alert.severity().token() + "  " + ForeignText.line(alert.subject()))
                        .with("severity", alert.severity().token())
                        .with("kind", alert.kind().token())
                        .with("domain", alert.domain())
                        .with("incident", alert.incident().id())
                        .with("subject", alert.subject());
            }
            case HostEvent.Delivered delivered ->
                new LogLine(
                                "sent",
                                ForeignText.line(delivered.channel()) + "  "
                                        + ForeignText.line(delivered.message().subject()))
                        .with("channel", delivered.channel())
                        .with("incident", delivered.message().thread())
                        .with("subject", delivered.message().subject());
            case HostEvent.ChannelFailed failed ->
                trouble("channel '" + failed.channel() + "': " + failed.problem())
                        .with("channel", failed.channel());
            case HostEvent.Deleted deleted ->
                new LogLine("deleted", TextFormat.count(deleted.objects(), "raw object") + ": " + deleted.why())
                        .with("objects", deleted.objects());
            case HostEvent.Checked checked -> checked(checked);
            case HostEvent.Trouble trouble -> trouble(trouble.detail());
        };
    }

    static LogLine trouble(String text) {
        return new LogLine(FAILED, ForeignText.line(text));
    }

    private static LogLine ingested(IngestEvent event) {
        return switch (event) {
            case IngestEvent.Recorded recorded -> counted("recorded", recorded.report());
            case IngestEvent.Replaced replaced -> counted("replaced", replaced.report());
            case IngestEvent.Duplicate duplicate -> counted("repeated", duplicate.report());
            case IngestEvent.Held held -> {
                var why = held.why();
                yield new LogLine(
                                "held",
                                held.objectKey() + "  " + why.reason().token() + ": " + ForeignText.line(why.detail()))
                        .with("object", held.objectKey())
                        .with("reason", why.reason().token())
                        .with("detail", why.detail());
            }
            case IngestEvent.Ignored ignored ->
                new LogLine("ignored", ignored.key() + "  " + ForeignText.line(ignored.why()))
                        .with("object", ignored.key());
            case IngestEvent.Failed failed -> trouble(failed.message() + ": " + failed.cause());
        };
    }

    private static LogLine counted(String event, IngestEvent.Counted report) {
        var ref = report.ref();
        var headline = report.headline();
        return new LogLine(
                        event,
                        "%s/%s/%s  %s: %s ok, %s failed"
                                .formatted(
                                        ForeignText.name(ref.domain()),
                                        ref.day(),
                                        shortened(ref.identity()),
                                        ForeignText.name(report.provenance().submitter()),
                                        headline.ok(),
                                        headline.failed()))
                .with("domain", ref.domain())
                .with("day", ref.day().toString())
                .with("report", ref.identity())
                .with("reporter", report.provenance().submitter())
                .with("trust", report.provenance().trust().token())
                .with("ok", headline.ok())
                .with("failed", headline.failed());
    }

    private static LogLine checked(HostEvent.Checked checked) {
        long failing = checked.posture().findings().stream()
                .filter(finding -> finding.state() == State.FAIL)
                .map(Finding::check)
                .distinct()
                .count();
        return new LogLine(
                        "checked",
                        ForeignText.name(checked.domain()) + ": "
                                + (failing == 0 ? "no check fails" : TextFormat.count(failing, "check") + " failing")
                                + (checked.changes() == 0 ? "" : ", " + TextFormat.count(checked.changes(), "change")))
                .with("domain", checked.domain())
                .with("failing", failing)
                .with("changes", checked.changes());
    }

    private static String shortened(String identity) {
        return identity.substring(0, Math.min(8, identity.length()));
    }
}
