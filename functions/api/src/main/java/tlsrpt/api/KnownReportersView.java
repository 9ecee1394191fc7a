package tlsrpt.api;

import java.time.LocalDate;
import tlsrpt.store.KnownReporter;
import tlsrpt.store.KnownReporters;

/// `/v1/reporters`: every reporter, and why its reports count or what is missing; and the domains that are
/// blocked. A view of one reporter has its reports.
final class KnownReportersView {

    private static final Columns<Line> COLUMNS = new Columns<Line>()
            .text("reporter", line -> line.known.reporter().key())
            .text("signer", line -> line.known.reporter().domain())
            .text("from", line -> line.known.reporter().from())
            .text("standing", line -> line.known.standing())
            .text("since", line -> line.known.first())
            .text("until", line -> line.known.until())
            .flag("held", line -> line.known.held())
            .text("why", line -> line.known.why(line.today));

    private final KnownReporters known;

    KnownReportersView(KnownReporters known) {
        this.known = known;
    }

    private record Line(KnownReporter known, LocalDate today) {}

    Answer list(Query query) {
        var page = known.remembered(query.cursor());
        var lines =
                page.items().stream().map(one -> new Line(one, query.today())).toList();
        if (query.wantsCsv()) {
            return Answer.csv("reporters", COLUMNS.csv(lines));
        }
        return Answer.json(json -> {
            COLUMNS.array(json, "reporters", lines);
            json.writeArrayFieldStart("blockedDomains");
            for (var blocked : known.blockedDomains()) {
                json.writeString(blocked.domain());
            }
            json.writeEndArray();
            json.writeStringField("next", page.next());
        });
    }
}
