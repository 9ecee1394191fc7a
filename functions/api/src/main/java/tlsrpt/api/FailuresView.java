package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Explanation;
import tlsrpt.store.Views;

/// `…/failures`: what goes wrong, the worst first, each with what it means and what to do.
final class FailuresView {

    private static final int CAUSES = 200;
    private static final int REPORTERS = 20;

    private static final Columns<Cause> COLUMNS = new Columns<Cause>()
            .text("diagnosis", Cause::diagnosis)
            .text("title", cause -> {
                var explanation = cause.explanation();
                return explanation == null ? "several rare causes" : explanation.title();
            })
            .text("mx", Cause::mx)
            .text("policy", Cause::policy)
            .text("outcome", Cause::outcome)
            .text("severity", cause -> cause.severity().token())
            .number("sessions", Cause::sessions)
            .text("first", Cause::first)
            .text("last", Cause::last)
            .number("reporterCount", Cause::reporterCount);

    private final Views views;

    FailuresView(Views views) {
        this.views = views;
    }

    Answer list(Query query) {
        var domain = query.domain();
        var rows = Rows.failures(views, domain, query.from(), query.to(), query.trust());
        var days = Rows.reporters(views, domain, query.from(), query.to(), query.trust());
        var all = Cause.of(domain, rows, days);
        var causes = all.subList(0, Math.min(CAUSES, all.size()));
        if (query.wantsCsv()) {
            return Answer.csv(domain + "-failures", COLUMNS.csv(causes));
        }
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            json.writeNumberField("more", all.size() - causes.size());
            json.writeArrayFieldStart("causes");
            for (var cause : causes) {
                json.writeStartObject();
                COLUMNS.write(json, cause);
                json.writeArrayFieldStart("reporters");
                for (var reporter : cause.reporters().stream().limit(REPORTERS).toList()) {
                    json.writeStartObject();
                    json.writeStringField("reporter", reporter.getKey());
                    json.writeNumberField("sessions", reporter.getValue());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeArrayFieldStart("examples");
                for (var example : cause.examples()) {
                    json.writeString(ReportsView.id(example));
                }
                json.writeEndArray();
                explanation(json, cause.explanation());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /// Into an object that is open.
    static void explanation(JsonGenerator json, @Nullable Explanation explanation) throws IOException {
        if (explanation == null) {
            return;
        }
        json.writeStringField("meaning", explanation.meaning());
        json.writeStringField("cause", explanation.cause());
        json.writeStringField("mail", explanation.mail());
        json.writeArrayFieldStart("steps");
        for (var step : explanation.steps()) {
            json.writeStartObject();
            json.writeStringField("text", step.text());
            json.writeStringField("command", step.command());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
