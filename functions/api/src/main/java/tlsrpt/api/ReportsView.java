package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tlsrpt.intake.Intake;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Hints;
import tlsrpt.report.Identity;
import tlsrpt.report.Quirk;
import tlsrpt.report.Reading;
import tlsrpt.report.Report;
import tlsrpt.report.ReportReader;
import tlsrpt.report.ReportWriter;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Severity;
import tlsrpt.store.ReportRef;
import tlsrpt.store.StoredReport;
import tlsrpt.store.Views;

/// `…/reports`: the reports themselves, one of them in plain words, and the object that it came in.
final class ReportsView {

    private static final int EXPLAINED = 50;

    private static final Columns<StoredReport> COLUMNS = new Columns<StoredReport>()
            .text("id", report -> id(report.ref()))
            .text("day", report -> report.ref().day())
            .text("reporter", report -> report.provenance().submitter())
            .text("organization", report -> report.names().organization())
            .text("reportId", report -> report.names().reportId())
            .text("trust", report -> report.provenance().trust().name().toLowerCase(Locale.ROOT))
            .text("door", report -> report.provenance().transport().name().toLowerCase(Locale.ROOT))
            .text("arrival", report -> report.provenance().arrival())
            .number("ok", report -> report.headline().ok())
            .number("failed", report -> report.headline().failed());

    private final Views views;
    private final RawObjects objects;
    private final ReportReader reader;
    private final Intake intake;

    ReportsView(Views views, RawObjects objects, Clock clock) {
        this.views = views;
        this.objects = objects;
        this.reader = new ReportReader(clock);
        this.intake = new Intake(reader);
    }

    static String id(ReportRef ref) {
        return ref.day() + "." + ref.identity();
    }

    /// A page may hold fewer than it could, even none, and have a next one: filters are applied to what was read.
    Answer list(Query query) {
        var domain = query.domain();
        var trust = query.trust();
        var reporter = query.text("reporter");
        boolean failing =
                query.choice("failing", "false", Set.of("true", "false")).equals("true");
        var page = views.reports(domain, query.from(), query.to(), query.cursor());
        var reports = page.items().stream()
                .filter(report -> trust.test(report.provenance().trust()))
                .filter(report ->
                        reporter == null || report.provenance().submitter().equalsIgnoreCase(reporter))
                .filter(report -> !failing || report.headline().failed() > 0)
                .toList();
        if (query.wantsCsv()) {
            return Answer.csv(domain + "-reports", COLUMNS.csv(reports));
        }
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            COLUMNS.array(json, "reports", reports);
            json.writeArrayFieldStart("damaged");
            for (var message : page.damaged()) {
                json.writeString(message);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
        });
    }

    Answer one(Query query) {
        var stored = find(query);
        return Answer.json(json -> {
            json.writeStringField("domain", stored.ref().domain());
            COLUMNS.write(json, stored);
            json.writeStringField("start", stored.range().start().toString());
            json.writeStringField("end", stored.range().end().toString());
            json.writeStringField("object", stored.provenance().objectKey());
            json.writeNumberField("bytes", stored.body().bytes());
            var said = stored.body().json();
            if (said == null) {
                return;
            }
            for (var reading : reader.read(said.getBytes(StandardCharsets.UTF_8))) {
                if (reading instanceof Reading.Read read) {
                    json.writeObjectFieldStart("report");
                    ReportWriter.explained(json, read.report());
                    json.writeEndObject();
                    causes(json, stored.ref().domain(), isBlocked(stored), read.report());
                }
            }
            quirks(json, stored);
        });
    }

    Answer raw(Query query) {
        var stored = find(query);
        return Answer.of(
                        200,
                        "application/octet-stream",
                        objects.read(stored.provenance().objectKey()))
                .with("cache-control", "private, no-cache")
                .with("content-disposition", "attachment; filename=\"" + fileName(stored) + '"');
    }

    private StoredReport find(Query query) {
        return views.report(query.report())
                .orElseThrow(() -> new Problem(404, "The report does not exist or has expired."));
    }

    private static String fileName(StoredReport stored) {
        var name = stored.ref().domain() + "-" + stored.ref().day() + "-"
                + stored.ref().identity().substring(0, 8);
        return name.replaceAll("[^A-Za-z0-9.-]", "_") + ".raw";
    }

    /// By all reports of the reporter for this day, as in the other views.
    private boolean isBlocked(StoredReport stored) {
        return views.reporterDay(stored)
                .filter(day -> Severity.isBlocked(day.sessions().headline(), day.trust()))
                .isPresent();
    }

    /// What failed in plain words, as far as it is not too many things.
    private static void causes(JsonGenerator json, String domain, boolean blocked, Report report) throws IOException {
        var sessions = new LinkedHashMap<FailureContext, Long>();
        for (var reported : ReportedDomain.in(report, Hints.NONE)) {
            if (reported.domain().equals(domain)) {
                for (var entry : reported.entries()) {
                    for (var detail : entry.failureDetails()) {
                        sessions.merge(FailureContext.of(reported, entry, detail), detail.failed(), Long::sum);
                    }
                }
            }
        }
        json.writeArrayFieldStart("causes");
        for (var situation : sessions.keySet().stream().limit(EXPLAINED).toList()) {
            var explanation = Explanation.of(situation);
            json.writeStartObject();
            json.writeStringField("diagnosis", situation.diagnosis().token());
            json.writeStringField("title", explanation.title());
            json.writeStringField("mx", situation.mx());
            json.writeStringField(
                    "outcome", situation.refused() ? "refused" : situation.isModeKnown() ? "delivered" : "unknown");
            json.writeNumberField("sessions", sessions.getOrDefault(situation, 0L));
            json.writeStringField("severity", Severity.of(situation, blocked).token());
            FailuresView.explanation(json, explanation);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// They are not kept, so the object is read once more.
    private void quirks(JsonGenerator json, StoredReport stored) throws IOException {
        var quirks = new ArrayList<Quirk>();
        try {
            var raw = objects.read(stored.provenance().objectKey());
            intake.open(
                    stored.provenance().transport(),
                    "",
                    new ByteArrayInputStream(raw),
                    opened -> opened.delivered().stream()
                            .filter(delivered -> Identity.of(delivered.report())
                                    .hash()
                                    .equals(stored.claimed().claim()))
                            .limit(1)
                            .forEach(delivered -> quirks.addAll(delivered.quirks())));
        } catch (Problem _) {
            return;
        }
        json.writeArrayFieldStart("quirks");
        for (var quirk : List.copyOf(quirks).subList(0, Math.min(EXPLAINED, quirks.size()))) {
            json.writeStartObject();
            json.writeStringField("path", quirk.path());
            json.writeStringField("note", quirk.note());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
