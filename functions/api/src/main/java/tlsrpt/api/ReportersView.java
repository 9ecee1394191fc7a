package tlsrpt.api;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Sessions;
import tlsrpt.store.Views;

/// `…/reporters`: who reports on a domain, and what they see.
final class ReportersView {

    /// Anyone may report in any name.
    private static final int MOST = 1000;

    private static final Columns<Line> COLUMNS = new Columns<Line>()
            .text("reporter", Line::reporter)
            .text("trust", Line::trust)
            .text("last", Line::last)
            .number("reports", line -> line.sessions.reports())
            .number("secured", line -> line.sessions.protection().secured())
            .number("unprotected", line -> line.sessions.protection().unprotected())
            .number("refused", line -> line.sessions.protection().refused())
            .number("unknown", line -> line.sessions.protection().unknown())
            .flag("onlyFailures", Line::onlyFailures);

    private final Views views;

    ReportersView(Views views) {
        this.views = views;
    }

    /// What one reporter says in all.
    record Line(String reporter, String trust, LocalDate last, Sessions sessions) {

        static Line of(ReporterDay row) {
            return new Line(row.submitter(), row.trust().name().toLowerCase(Locale.ROOT), row.day(), row.sessions());
        }

        Line plus(Line other) {
            return new Line(
                    reporter, trust, last.isAfter(other.last) ? last : other.last, sessions.plus(other.sessions));
        }

        /// Some senders report only what fails: a rate of theirs would always be nought.
        boolean onlyFailures() {
            return sessions.headline().ok() == 0 && sessions.headline().failed() > 0;
        }
    }

    static List<Line> lines(List<ReporterDay> rows) {
        var lines = new HashMap<String, Line>();
        rows.forEach(row -> lines.merge(row.trust() + "#" + row.submitter(), Line.of(row), Line::plus));
        return lines.values().stream()
                .sorted(Comparator.comparingLong(
                                (Line line) -> line.sessions.headline().total())
                        .reversed()
                        .thenComparing(Line::reporter)
                        .thenComparing(Line::trust))
                .limit(MOST)
                .toList();
    }

    Answer list(Query query) {
        var domain = query.domain();
        var lines = lines(Rows.reporters(views, domain, query.from(), query.to(), query.trust()));
        if (query.wantsCsv()) {
            return Answer.csv(domain + "-reporters", COLUMNS.csv(lines));
        }
        return Answer.json(json -> {
            json.writeStringField("domain", domain);
            COLUMNS.array(json, "reporters", lines);
        });
    }
}
