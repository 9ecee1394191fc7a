package tlsrpt.api;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Sessions;
import tlsrpt.store.Views;

/// `…/days`: a domain's session outcomes by day.
final class DaysView {

    /// Beyond, a chart shows nothing any more.
    private static final int MOST_GROUPS = 8;

    private static final String OTHERS = "others";

    private final Views views;

    DaysView(Views views) {
        this.views = views;
    }

    /// @param groups sessions by policy or reporter, where that was asked for
    private record Day(LocalDate day, boolean complete, Sessions sessions, Map<String, Long> groups) {}

    Answer list(Query query) {
        var domain = query.domain();
        var by = query.choice("by", "none", Set.of("none", "policy", "reporter"));
        var rows = Rows.reporters(views, domain, query.from(), query.to(), query.trust());
        var days = days(rows, by, query);
        var columns = new Columns<Day>()
                .text("day", Day::day)
                .flag("complete", Day::complete)
                .number("reports", day -> day.sessions.reports())
                .number("secured", day -> day.sessions.protection().secured())
                .number("unprotected", day -> day.sessions.protection().unprotected())
                .number("refused", day -> day.sessions.protection().refused())
                .number("unknown", day -> day.sessions.protection().unknown());
        if (query.wantsCsv()) {
            groups(days).forEach(group -> columns.number(group, day -> day.groups.getOrDefault(group, 0L)));
            return Answer.csv(domain + "-days", columns.csv(days));
        }
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            json.writeStringField("from", query.from().toString());
            json.writeStringField("to", query.to().toString());
            json.writeArrayFieldStart("days");
            for (var day : days) {
                json.writeStartObject();
                columns.write(json, day);
                if (!by.equals("none")) {
                    json.writeObjectFieldStart("groups");
                    for (var group : day.groups.entrySet()) {
                        json.writeNumberField(group.getKey(), group.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static List<Day> days(List<ReporterDay> rows, String by, Query query) {
        var shown = by.equals("reporter") ? largest(rows) : Set.<String>of();
        var days = new TreeMap<LocalDate, Day>();
        for (var row : rows) {
            var groups = new LinkedHashMap<String, Long>();
            if (by.equals("reporter")) {
                var name = shown.contains(row.submitter()) ? row.submitter() : OTHERS;
                groups.put(name, row.sessions().headline().total());
            } else if (by.equals("policy")) {
                row.byPolicy().forEach((policy, headline) -> groups.put(policy.token(), headline.total()));
            }
            var day = new Day(row.day(), query.isComplete(row.day()), row.sessions(), groups);
            days.merge(row.day(), day, DaysView::plus);
        }
        return List.copyOf(days.values());
    }

    private static Day plus(Day one, Day two) {
        var groups = new TreeMap<>(one.groups);
        two.groups.forEach((group, sessions) -> groups.merge(group, sessions, Long::sum));
        return new Day(one.day, one.complete, one.sessions.plus(two.sessions), groups);
    }

    private static Set<String> largest(List<ReporterDay> rows) {
        var sessions = new TreeMap<String, Long>();
        rows.forEach(
                row -> sessions.merge(row.submitter(), row.sessions().headline().total(), Long::sum));
        return Set.copyOf(sessions.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_GROUPS)
                .map(Map.Entry::getKey)
                .toList());
    }

    private static List<String> groups(List<Day> days) {
        return days.stream()
                .flatMap(day -> day.groups.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
