package tlsrpt.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tlsrpt.store.Sessions;
import tlsrpt.store.Views;

/// `/v1/fleet`: the session outcomes of all domains in some days, by day and by domain. It takes a query for each day.
final class FleetView {

    private static final Columns<Map.Entry<LocalDate, Sessions>> DAYS =
            outcomes(new Columns<Map.Entry<LocalDate, Sessions>>().text("day", Map.Entry::getKey));
    private static final Columns<Map.Entry<String, Sessions>> DOMAINS =
            outcomes(new Columns<Map.Entry<String, Sessions>>().text("domain", Map.Entry::getKey));

    private final Views views;

    FleetView(Views views) {
        this.views = views;
    }

    private static <K> Columns<Map.Entry<K, Sessions>> outcomes(Columns<Map.Entry<K, Sessions>> columns) {
        return columns.number("reports", row -> row.getValue().reports())
                .number("secured", row -> row.getValue().protection().secured())
                .number("unprotected", row -> row.getValue().protection().unprotected())
                .number("refused", row -> row.getValue().protection().refused())
                .number("unknown", row -> row.getValue().protection().unknown());
    }

    Answer one(Query query) {
        var span = query.span(FleetFailures.MOST_DAYS);
        var days = new TreeMap<LocalDate, Sessions>();
        var domains = new TreeMap<String, Sessions>();
        span.first()
                .datesUntil(span.last().plusDays(1))
                .forEach(day -> views.ofDay(day).forEach(one -> {
                    var sessions = CountedSessions.of(one);
                    if (sessions.reports() > 0) {
                        days.merge(day, sessions, Sessions::plus);
                        domains.merge(one.domain(), sessions, Sessions::plus);
                    }
                }));
        List<Map.Entry<String, Sessions>> rows = new ArrayList<>(domains.entrySet());
        if (query.wantsCsv()) {
            return Answer.csv("fleet", DOMAINS.csv(rows));
        }
        return Answer.json(json -> {
            json.writeStringField("from", span.first().toString());
            json.writeStringField("to", span.last().toString());
            DAYS.array(json, "days", new ArrayList<>(days.entrySet()));
            DOMAINS.array(json, "domains", rows);
        });
    }
}
