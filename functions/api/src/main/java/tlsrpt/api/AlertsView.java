package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tlsrpt.health.Alert;
import tlsrpt.policies.OpenAlerts;
import tlsrpt.store.AlertViews;
import tlsrpt.store.Page;
import tlsrpt.store.StoredAlert;
import tlsrpt.store.Subscribers;

/// `/v1/alerts` and `…/alerts`: what is open, and what was said, each in the form in which it was sent.
final class AlertsView {

    private static final int MONTHS = 3;
    private static final int MOST = 500;
    private static final Pattern MONTH = Pattern.compile("[12]\\d{3}-\\d\\d");

    private static final Columns<Alert> COLUMNS = new Columns<Alert>()
            .text("at", Alert::at)
            .text("domain", Alert::domain)
            .text("kind", alert -> alert.kind().token())
            .text("severity", alert -> alert.severity().token())
            .text("family", Alert::family)
            .text("since", Alert::since)
            .number("failed", alert -> alert.sessions().failed())
            .number("total", alert -> alert.sessions().total())
            .text("from", alert -> alert.sessions().from())
            .text("to", alert -> alert.sessions().to())
            .text("subject", Alert::subject);

    private final AlertViews alerts;
    private final FixedAlerts looksFixed;
    private final Responses responses;

    AlertsView(AlertViews alerts, FixedAlerts looksFixed, Responses responses) {
        this.alerts = alerts;
        this.looksFixed = looksFixed;
        this.responses = responses;
    }

    Answer all(Query query) {
        var month = month(query);
        var page = alerts.messages(month, query.cursor());
        if (query.wantsCsv()) {
            var said =
                    page.items().stream().map(alert -> Alert.of(alert.json())).toList();
            return Answer.csv("alerts-" + month, COLUMNS.csv(said));
        }
        var open = alerts.open();
        var subscribers = alerts.subscribers();
        return Answer.json(json -> {
            json.writeStringField("month", month.toString());
            subscribers(json, subscribers);
            list(json, "open", open);
            FixedAlerts.write(json, looksFixed.of(open), open);
            list(json, "alerts", page.items());
            responses.write(json, open, query.today());
            json.writeStringField("next", page.next());
        });
    }

    /// Of one domain: of this month and the two before.
    Answer ofDomain(Query query) {
        var domain = query.domain();
        var open = new OpenAlerts(alerts.open()).of(domain);
        var said = new ArrayList<StoredAlert>();
        for (int back = 0; back < MONTHS; back++) {
            var month = YearMonth.from(query.today()).minusMonths(back);
            Page.stream(cursor -> alerts.messages(month, cursor))
                    .limit(MOST)
                    .filter(alert -> alert.domain().equals(domain)
                            || Alert.of(alert.json()).domains().contains(domain))
                    .forEach(said::add);
        }
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            list(json, "open", open);
            FixedAlerts.write(json, looksFixed.of(open), open);
            list(json, "alerts", said);
            responses.write(json, open, query.today());
        });
    }

    private static YearMonth month(Query query) {
        var text = query.text("month");
        if (text == null) {
            return YearMonth.from(query.today());
        }
        try {
            if (MONTH.matcher(text).matches()) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeParseException _) {
            // such as the 13th month
        }
        throw new Problem(400, "The parameter month must be a month such as 2026-03.");
    }

    /// `null` if that is unknown, as on one machine, where alerts have no subscribers.
    static void subscribers(JsonGenerator json, Optional<Subscribers> subscribers) throws IOException {
        json.writeFieldName("subscribers");
        if (subscribers.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField("confirmed", subscribers.get().confirmed());
        json.writeStringField("asked", subscribers.get().asked().toString());
        json.writeEndObject();
    }

    static void list(JsonGenerator json, String name, List<StoredAlert> alerts) throws IOException {
        json.writeArrayFieldStart(name);
        for (var alert : alerts) {
            json.writeRawValue(alert.json());
        }
        json.writeEndArray();
    }
}
