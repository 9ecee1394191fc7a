package tlsrpt.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.ForeignText;
import tlsrpt.cli.TextFormat;
import tlsrpt.health.Alert;
import tlsrpt.store.AlertViews;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.Page;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;

/// What a collector has counted, and what it has not.
///
/// @param latest the reports that arrived last
/// @param deadLetters the keys of objects that repeatedly failed to process
/// @param alerts that are open
/// @param waiting how many objects are still to be read, and reports still to be evaluated
/// @param channels that alerts are sent to
/// @param ways by which mail comes in, besides the inbox folder
public record Status(
        List<Sum> domains,
        List<Sum> reporters,
        List<StoredReport> latest,
        List<HeldObject> held,
        List<String> deadLetters,
        List<Alert> alerts,
        int waiting,
        List<ChannelState> channels,
        List<ReceiverState> ways) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    /// Anyone may report in any name.
    private static final int REPORTERS = 1_000;
    private static final int HELD = 10_000;
    private static final int LATEST = 10;
    private static final Comparator<StoredReport> LATEST_FIRST = Comparator.comparing(
                    (StoredReport report) -> report.provenance().arrival())
            .reversed();
    private static final int SHOWN = 20;
    private static final Comparator<Alert> WORST_FIRST = Comparator.comparing(Alert::severity)
            .reversed()
            .thenComparing(Alert::since)
            .thenComparing(Alert::domain);

    public Status {
        domains = List.copyOf(domains);
        reporters = List.copyOf(reporters);
        latest = List.copyOf(latest);
        held = List.copyOf(held);
        deadLetters = List.copyOf(deadLetters);
        alerts = List.copyOf(alerts);
        channels = List.copyOf(channels);
        ways = List.copyOf(ways);
    }

    /// Of a domain or a reporter, over all days.
    ///
    /// @param counted what totals rest on
    /// @param leftOut anonymous reports and those of new reporters and strangers, which do not count
    record Sum(String name, Part counted, Part leftOut) {

        Sum plus(Sum other) {
            return new Sum(name, counted.plus(other.counted), leftOut.plus(other.leftOut));
        }
    }

    /// Reports, and the sessions in them.
    record Part(long reports, long ok, long failed) {

        private static final Part NONE = new Part(0, 0, 0);

        private Part plus(Part other) {
            return new Part(reports + other.reports, ok + other.ok, failed + other.failed);
        }
    }

    public static Status of(
            Views views, AlertViews alerts, HeldObjects heldObjects, Collection<String> deadLetters, int waiting) {
        var domains = new ArrayList<Sum>();
        var reporters = new TreeMap<String, Sum>();
        var latest = new ArrayList<StoredReport>();
        Page.stream(views::domains).forEach(domain -> {
            domains.add(sum(views, domain.domain(), reporters));
            latest.addAll(
                    views.reports(domain.domain(), FIRST_DAY, LAST_DAY, null).items());
            latest.sort(LATEST_FIRST);
            latest.subList(Math.min(latest.size(), LATEST), latest.size()).clear();
        });
        return new Status(
                domains,
                mostSessionsFirst(reporters.values()),
                latest,
                held(heldObjects),
                List.copyOf(deadLetters),
                alerts.open().stream()
                        .map(stored -> Alert.of(stored.json()))
                        .sorted(WORST_FIRST)
                        .toList(),
                waiting,
                List.of(),
                List.of());
    }

    /// The same with the channels that alerts are sent to, and the ways by which mail comes in.
    public Status with(List<ChannelState> to, List<ReceiverState> from) {
        return new Status(domains, reporters, latest, held, deadLetters, alerts, waiting, to, from);
    }

    private static Sum sum(Views views, String domain, Map<String, Sum> reporters) {
        return Page.stream((@Nullable String cursor) -> views.reporterDays(domain, FIRST_DAY, LAST_DAY, cursor))
                .map(row -> {
                    var sessions = row.sessions();
                    var headline = sessions.headline();
                    var part = new Part(sessions.reports(), headline.ok(), headline.failed());
                    return row.trust().counts()
                            ? new Sum(row.submitter(), part, Part.NONE)
                            : new Sum(row.submitter(), Part.NONE, part);
                })
                .peek(sum -> reporters.merge(sum.name(), sum, Sum::plus))
                .reduce(new Sum(domain, Part.NONE, Part.NONE), Sum::plus);
    }

    private static List<Sum> mostSessionsFirst(Collection<Sum> sums) {
        return sums.stream()
                .sorted(Comparator.comparingLong(
                                (Sum sum) -> sum.counted().ok() + sum.counted().failed())
                        .reversed()
                        .thenComparing(Sum::name))
                .limit(REPORTERS)
                .toList();
    }

    private static List<HeldObject> held(HeldObjects heldObjects) {
        return Page.stream(heldObjects::list)
                .limit(HELD)
                .sorted(Comparator.comparing(HeldObject::last).reversed())
                .toList();
    }

    public String json() throws IOException {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            sums(json, "domains", "domain", domains);
            sums(json, "reporters", "reporter", reporters);
            json.writeArrayFieldStart("latest");
            for (var report : latest) {
                json.writeStartObject();
                json.writeStringField("report", report.ref().toString());
                json.writeStringField("reporter", report.provenance().submitter());
                json.writeStringField("key", report.provenance().objectKey());
                json.writeStringField("arrival", report.provenance().arrival().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("held");
            for (var object : held) {
                json.writeStartObject();
                json.writeStringField("key", object.objectKey());
                json.writeStringField("reason", object.reason().token());
                json.writeStringField("detail", object.detail());
                json.writeNumberField("size", object.size());
                json.writeStringField("who", object.who());
                json.writeStringField("first", object.first().toString());
                json.writeStringField("last", object.last().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("deadLetters");
            for (var key : deadLetters) {
                json.writeString(key);
            }
            json.writeEndArray();
            openAlerts(json);
            json.writeNumberField("waiting", waiting);
            channels(json);
            ways(json);
            json.writeEndObject();
        }
        return text + "\n";
    }

    private void openAlerts(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("alerts");
        for (var alert : alerts) {
            json.writeStartObject();
            json.writeStringField("id", alert.id());
            json.writeStringField("domain", alert.domain());
            json.writeStringField("severity", alert.severity().token());
            json.writeStringField("family", alert.family());
            json.writeStringField("since", alert.since().toString());
            json.writeStringField("subject", alert.subject());
            json.writeArrayFieldStart("recovery");
            for (var progress : alert.recovery()) {
                json.writeStartObject();
                json.writeStringField("reporter", progress.reporter());
                json.writeNumberField("clean", progress.clean());
                json.writeNumberField("needed", progress.needed());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void channels(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("channels");
        for (var channel : channels) {
            json.writeStartObject();
            json.writeStringField("name", channel.name());
            json.writeStringField("type", channel.type());
            json.writeNumberField("waiting", channel.waiting());
            json.writeNumberField("lost", channel.lost());
            json.writeStringField(
                    "delivered", channel.delivered() == null ? null : String.valueOf(channel.delivered()));
            json.writeStringField("problem", channel.problem());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void ways(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("ways");
        for (var way : ways) {
            json.writeStartObject();
            json.writeStringField("name", way.name());
            json.writeNumberField("taken", way.taken());
            json.writeStringField("last", way.last() == null ? null : String.valueOf(way.last()));
            json.writeStringField("problem", way.problem());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void sums(JsonGenerator json, String list, String name, List<Sum> sums) throws IOException {
        json.writeArrayFieldStart(list);
        for (var sum : sums) {
            json.writeStartObject();
            json.writeStringField(name, sum.name());
            json.writeNumberField("reports", sum.counted().reports());
            json.writeObjectFieldStart("sessions");
            json.writeNumberField("ok", sum.counted().ok());
            json.writeNumberField("failed", sum.counted().failed());
            json.writeEndObject();
            json.writeObjectFieldStart("leftOut");
            json.writeNumberField("reports", sum.leftOut().reports());
            json.writeNumberField("ok", sum.leftOut().ok());
            json.writeNumberField("failed", sum.leftOut().failed());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public String words() {
        var text = new StringBuilder();
        if (domains.isEmpty()) {
            text.append("No report has been counted yet.\n");
        } else {
            text.append(totals());
            text.append('\n').append(sums("reporter", reporters));
            if (domains.stream().anyMatch(domain -> domain.leftOut().reports() > 0)) {
                text.append("\nLeft out: reports that anyone could have sent: anonymous, new, stranger.\n");
            }
            text.append("\nlast arrived\n");
            for (var report : latest) {
                text.append("  ").append(ForeignText.line(name(report))).append("  ");
                text.append(ForeignText.name(report.provenance().submitter())).append('\n');
            }
        }
        if (!alerts.isEmpty()) {
            text.append("\nopen alerts\n");
            for (var alert : alerts.subList(0, Math.min(SHOWN, alerts.size()))) {
                text.append("  ")
                        .append(alert.severity().token())
                        .append(", since ")
                        .append(alert.since());
                text.append("  ").append(ForeignText.line(alert.subject())).append('\n');
                alert.recovery().stream()
                        .limit(SHOWN)
                        .forEach(progress ->
                                text.append("    ").append(progress.words()).append('\n'));
            }
            if (alerts.size() > SHOWN) {
                text.append("  and ")
                        .append(TextFormat.number(alerts.size() - SHOWN))
                        .append(" more; --json has all\n");
            }
        }
        if (!held.isEmpty()) {
            text.append('\n').append(TextFormat.count(held.size(), "object")).append(" held, not counted\n");
            for (var object : held.subList(0, Math.min(SHOWN, held.size()))) {
                text.append("  ").append(object.objectKey()).append("\n    ");
                text.append(object.reason().token()).append(": ");
                text.append(ForeignText.line(object.detail())).append('\n');
            }
            if (held.size() > SHOWN) {
                text.append("  and ")
                        .append(TextFormat.number(held.size() - SHOWN))
                        .append(" more; --json has all\n");
            }
        }
        if (!deadLetters.isEmpty()) {
            text.append('\n').append(TextFormat.count(deadLetters.size(), "object"));
            text.append(" repeatedly failed to process; 'tlsrpt reread --held' retries them\n");
            deadLetters.stream()
                    .limit(SHOWN)
                    .forEach(key -> text.append("  ").append(key).append('\n'));
        }
        if (waiting > 0) {
            text.append('\n').append(TextFormat.count(waiting, "object")).append(" still to be processed\n");
        }
        if (!channels.isEmpty()) {
            text.append("\nchannels\n");
            channels.forEach(channel ->
                    text.append("  ").append(ForeignText.line(channel.words())).append('\n'));
        }
        if (!ways.isEmpty()) {
            text.append("\nways in\n");
            ways.forEach(way ->
                    text.append("  ").append(ForeignText.line(way.words())).append('\n'));
        }
        return text.toString();
    }

    /// The running totals, domain by domain.
    public String totals() {
        return sums("domain", domains);
    }

    private static String name(StoredReport report) {
        return report.ref().toString().substring(0, report.ref().toString().length() - 24);
    }

    private static String sums(String title, List<Sum> sums) {
        boolean leavesOut = sums.stream().anyMatch(sum -> sum.leftOut().reports() > 0);
        var text = new StringBuilder(String.format(
                "%-40s %9s %14s %12s%s%n", title, "reports", "sessions ok", "failed", leavesOut ? "   left out" : ""));
        for (var sum : sums.subList(0, Math.min(SHOWN, sums.size()))) {
            text.append(String.format(
                    "%-40s %9s %14s %12s%s%n",
                    ForeignText.line(sum.name(), 40),
                    TextFormat.number(sum.counted().reports()),
                    TextFormat.number(sum.counted().ok()),
                    TextFormat.number(sum.counted().failed()),
                    leavesOut
                            ? String.format(
                                    "%11s", TextFormat.number(sum.leftOut().reports()))
                            : ""));
        }
        if (sums.size() > SHOWN) {
            text.append("and ").append(TextFormat.number(sums.size() - SHOWN)).append(" more; --json has all\n");
        }
        return text.toString();
    }
}
