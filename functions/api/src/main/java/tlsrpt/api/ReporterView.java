package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tlsrpt.health.CompleteDays;
import tlsrpt.report.DomainName;
import tlsrpt.report.Trust;
import tlsrpt.store.KnownReporter;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Sessions;
import tlsrpt.store.Views;

/// `/v1/reporters/{reporter}`: one reporter: its standing and why, and of every domain on which days it reported and
/// what. What counts nowhere is there too, in rows of its own.
///
/// It takes a query for each domain of a page, and one more for those of which it reported a failure. The rows of a
/// domain are by day, so there is no index by reporter, and none would spare it: the large reporters report daily on
/// every domain.
final class ReporterView {

    private static final int DAYS = 28;
    private static final int DOMAINS = 100;
    private static final int CAUSES = 200;

    private static final Columns<Row> COLUMNS = new Columns<Row>()
            .text("domain", row -> row.domain)
            .text("trust", row -> row.trust.token())
            .flag("counts", row -> row.trust.counts())
            .number("reportDays", row -> row.days.size())
            .text("last", row -> row.days.lastKey())
            .number("reports", row -> row.sum().reports())
            .number("secured", row -> row.sum().protection().secured())
            .number("unprotected", row -> row.sum().protection().unprotected())
            .number("refused", row -> row.sum().protection().refused())
            .number("unknown", row -> row.sum().protection().unknown())
            .number("failed", row -> row.sum().headline().failed());

    private static final Columns<FleetFailures.Found> CAUSE = new Columns<FleetFailures.Found>()
            .text("domain", FleetFailures.Found::domain)
            .text("diagnosis", found -> found.cause().diagnosis())
            .text("title", found -> new FailingHost(null, List.of(found)).title())
            .text("mx", found -> found.cause().mx())
            .text("outcome", found -> found.cause().outcome())
            .text("severity", found -> found.cause().severity().token())
            .number("sessions", found -> found.cause().sessions())
            .text("first", found -> found.cause().first())
            .text("last", found -> found.cause().last());

    private final Views views;
    private final KnownReporters reporters;

    ReporterView(Views views, KnownReporters reporters) {
        this.views = views;
        this.reporters = reporters;
    }

    /// What it reported of a domain with one standing.
    private record Row(String domain, Trust trust, TreeMap<LocalDate, Sessions> days) {

        Sessions sum() {
            return days.values().stream().reduce(Sessions.NONE, Sessions::plus);
        }
    }

    private record KnownLine(KnownReporter known, LocalDate today) {}

    private static final Columns<KnownLine> KNOWN = new Columns<KnownLine>()
            .text("reporter", line -> line.known.reporter().key())
            .text("signer", line -> line.known.reporter().domain())
            .text("from", line -> line.known.reporter().from())
            .text("standing", line -> line.known.standing())
            .text("since", line -> line.known.first())
            .text("until", line -> line.known.until())
            .flag("held", line -> line.known.held())
            .text("why", line -> line.known.why(line.today));

    Answer one(Query query) {
        var name = query.name();
        var span = new CompleteDays(query.today().minusDays(DAYS - 1), query.today());
        var page = views.domains(DOMAINS, query.cursor());
        var rows = new ArrayList<Row>();
        var causes = new ArrayList<FleetFailures.Found>();
        for (var known : page.items()) {
            var days = Rows.reporters(views, known.domain(), span.first(), span.last(), _ -> true).stream()
                    .filter(day -> isOf(name, day.trust(), day.submitter()))
                    .toList();
            rows.addAll(rows(known.domain(), days));
            if (days.stream()
                    .anyMatch(day ->
                            day.trust().counts() && day.sessions().headline().failed() > 0)) {
                var failures =
                        Rows.failures(views, known.domain(), span.first(), span.last(), CountedSessions::counts)
                                .stream()
                                .filter(row -> isOf(name, row.trust(), row.submitter()))
                                .toList();
                Cause.of(known.domain(), failures, days)
                        .forEach(cause -> causes.add(new FleetFailures.Found(known.domain(), cause)));
            }
        }
        if (query.wantsCsv()) {
            return Answer.csv("reporter", COLUMNS.csv(rows));
        }
        var standings = query.cursor() == null
                ? reporters.named(name).stream()
                        .map(known -> new KnownLine(known, query.today()))
                        .toList()
                : List.<KnownLine>of();
        return Answer.json(json -> {
            json.writeStringField("reporter", name);
            json.writeStringField("from", span.first().toString());
            json.writeStringField("to", span.last().toString());
            KNOWN.array(json, "standings", standings);
            json.writeArrayFieldStart("domains");
            for (var row : rows) {
                json.writeStartObject();
                COLUMNS.write(json, row);
                days(json, row, span);
                json.writeEndObject();
            }
            json.writeEndArray();
            CAUSE.array(json, "causes", causes.subList(0, Math.min(CAUSES, causes.size())));
            json.writeNumberField("domainsRead", page.items().size());
            json.writeStringField("next", page.next());
        });
    }

    /// A reporter may sign with a name below the one that it goes by, and the other way round; only who is proven may.
    private static boolean isOf(String name, Trust trust, String submitter) {
        var known = submitter.toLowerCase(Locale.ROOT);
        return known.equals(name)
                || (name.contains(".")
                        && trust.isTrusted()
                        && trust.isProven()
                        && (DomainName.within(known, name) || DomainName.within(name, known)));
    }

    private static List<Row> rows(String domain, List<ReporterDay> days) {
        var byTrust = new TreeMap<Trust, Row>();
        for (var day : days) {
            byTrust.computeIfAbsent(day.trust(), trust -> new Row(domain, trust, new TreeMap<>()))
                    .days
                    .merge(day.day(), day.sessions(), Sessions::plus);
        }
        return List.copyOf(byTrust.values());
    }

    /// As the overview has them.
    private static void days(JsonGenerator json, Row row, CompleteDays span) throws IOException {
        json.writeArrayFieldStart("days");
        for (var day = span.first(); !day.isAfter(span.last()); day = day.plusDays(1)) {
            DomainsView.day(json, row.days.getOrDefault(day, Sessions.NONE));
        }
        json.writeEndArray();
    }
}
