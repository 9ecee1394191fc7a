package tlsrpt.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.store.Views;

/// `/v1/hosts` and `/v1/addresses`: at which MX hosts and receiving addresses sessions failed, over all domains.
final class HostsView {

    private static final int HOSTS = 500;
    private static final int SHOWN = 50;
    /// Reports that are read for the addresses: of the list, of each host of it, and of a view of one.
    private static final int READ = 40;

    private static final int READ_OF_EACH = 4;
    private static final int READ_OF_ONE = 60;

    private static final Columns<Line> COLUMNS = new Columns<Line>()
            .text("mx", line -> line.host.mx())
            .text("title", line -> line.host.byDiagnosis().getFirst().title())
            .number("causeCount", line -> line.host.byDiagnosis().size())
            .text("outcome", line -> line.host.outcome())
            .text("severity", line -> line.host.severity().token())
            .number("failed", line -> line.host.failed())
            .number("domainCount", line -> line.host.domains().size())
            .number("reporterCount", line -> line.host.reporters().size())
            .text("addresses", line -> String.join(" ", line.addresses.keySet()))
            .text("first", line -> line.host.first())
            .text("last", line -> line.host.last());

    private static final Columns<FailingHost> CAUSES = new Columns<FailingHost>()
            .text("diagnosis", group -> group.like().diagnosis())
            .text("title", FailingHost::title)
            .text("outcome", FailingHost::outcome)
            .text("severity", group -> group.severity().token())
            .number("failed", FailingHost::failed)
            .number("domainCount", group -> group.domains().size())
            .text("first", FailingHost::first)
            .text("last", FailingHost::last);

    private static final Columns<Row> ROWS = new Columns<Row>()
            .text("domain", row -> row.domain)
            .text("mx", row -> row.mx)
            .text("diagnosis", row -> row.diagnosis)
            .text("title", row -> title(row.diagnosis))
            .text("reporter", row -> row.reporter)
            .number("failed", row -> row.failed)
            .text("day", row -> row.report.substring(0, 10))
            .text("report", row -> row.report);

    private final FleetFailures failures;
    private final FailingAddresses addresses;

    HostsView(Views views, Clock clock) {
        this.failures = new FleetFailures(views);
        this.addresses = new FailingAddresses(views, clock);
    }

    /// @param addresses sessions at each in the reports that were read
    private record Line(FailingHost host, Map<String, Long> addresses, int reports) {}

    /// What one report says of an address.
    private record Row(
            String domain, @Nullable String mx, String diagnosis, String reporter, long failed, String report) {}

    Answer list(Query query) {
        var fleet = failures.of(query.span(FleetFailures.MOST_DAYS));
        var hosts = FailingHost.of(fleet.causes());
        var lines = new ArrayList<Line>();
        int left = READ;
        for (var host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
            var seen = addresses.of(host.all(), Math.min(left, READ_OF_EACH));
            left -= seen.reports();
            lines.add(new Line(host, at(host.mx(), seen), seen.reports()));
        }
        if (query.wantsCsv()) {
            return Answer.csv("hosts", COLUMNS.csv(lines));
        }
        return Answer.json(json -> {
            of(json, fleet);
            json.writeArrayFieldStart("hosts");
            for (var line : lines) {
                json.writeStartObject();
                COLUMNS.write(json, line);
                json.writeNumberField("reportsRead", line.reports);
                sums(json, "domains", "domain", line.host.domains(), SHOWN);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    Answer one(Query query) {
        var mx = query.name();
        var fleet = failures.of(query.span(FleetFailures.MOST_DAYS));
        var host = new FailingHost(
                mx,
                fleet.causes().stream()
                        .filter(found -> mx.equals(found.cause().mx()))
                        .toList());
        var seen = addresses.of(host.all(), READ_OF_ONE);
        return Answer.json(json -> {
            json.writeStringField("mx", mx);
            of(json, fleet);
            json.writeNumberField("failed", host.failed());
            json.writeNumberField("domainCount", host.domains().size());
            json.writeArrayFieldStart("days");
            for (var day : host.days().entrySet()) {
                json.writeStartObject();
                json.writeStringField("day", day.getKey().toString());
                json.writeNumberField("failed", day.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("causes");
            for (var group : host.byDiagnosis()) {
                json.writeStartObject();
                CAUSES.write(json, group);
                FailuresView.explanation(json, group.like().explanation());
                json.writeEndObject();
            }
            json.writeEndArray();
            sums(json, "domains", "domain", host.domains(), FleetFailures.MOST_DOMAINS);
            sums(json, "reporters", "reporter", host.reporters(), SHOWN);
            json.writeNumberField("reportsRead", seen.reports());
            sums(json, "addresses", "address", at(mx, seen), SHOWN);
        });
    }

    Answer address(Query query) {
        var address = query.name();
        var fleet = failures.of(query.span(FleetFailures.MOST_DAYS));
        var seen = addresses.of(
                fleet.causes().stream().map(FleetFailures.Found::cause).toList(), READ_OF_ONE);
        var rows = seen.all().stream()
                .filter(sighting -> address.equals(sighting.address()))
                .map(one -> new Row(
                        one.report().domain(),
                        one.mx(),
                        one.diagnosis(),
                        one.reporter(),
                        one.failed(),
                        ReportsView.id(one.report())))
                .sorted(Comparator.comparingLong(Row::failed).reversed().thenComparing(Row::domain))
                .toList();
        if (query.wantsCsv()) {
            return Answer.csv("address", ROWS.csv(rows));
        }
        return Answer.json(json -> {
            json.writeStringField("address", address);
            of(json, fleet);
            json.writeNumberField("reportsRead", seen.reports());
            ROWS.array(json, "rows", rows);
        });
    }

    private static void of(JsonGenerator json, FleetFailures.Fleet fleet) throws IOException {
        json.writeStringField("from", fleet.days().first().toString());
        json.writeStringField("to", fleet.days().last().toString());
        json.writeNumberField("failingDomains", fleet.failing());
        json.writeNumberField("domainsRead", fleet.looked());
    }

    /// Sessions that failed at a host, by address, the most first.
    private static Map<String, Long> at(@Nullable String mx, FailingAddresses.Sightings seen) {
        var sums = new HashMap<String, Long>();
        for (var sighting : seen.all()) {
            if (mx != null && mx.equals(sighting.mx()) && sighting.address() != null) {
                sums.merge(sighting.address(), sighting.failed(), Math::addExact);
            }
        }
        var sorted = new LinkedHashMap<String, Long>();
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(one -> sorted.put(one.getKey(), one.getValue()));
        return sorted;
    }

    private static void sums(JsonGenerator json, String list, String name, Map<String, Long> sums, int most)
            throws IOException {
        json.writeArrayFieldStart(list);
        for (var one : sums.entrySet().stream().limit(most).toList()) {
            json.writeStartObject();
            json.writeStringField(name, one.getKey());
            json.writeNumberField("failed", one.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String title(String diagnosis) {
        return Explanation.of(Diagnosis.of(diagnosis)).title();
    }
}
