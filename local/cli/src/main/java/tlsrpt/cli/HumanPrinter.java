package tlsrpt.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tlsrpt.cli.DomainTally.Reporter;
import tlsrpt.cli.Page.Column;
import tlsrpt.cli.Page.Style;

/// Prints reports for people, most urgent domain first.
final class HumanPrinter implements Printer {

    private static final int MAX_REPORTERS = 30;

    private static final List<Column> REPORTERS = List.of(
            new Column("Reporter", false),
            new Column("Reports", true),
            new Column("OK", true),
            new Column("Failed", true),
            new Column("Newest", false),
            new Column("Trust", false));

    private final Page page;
    private final CausePrinter causes;
    private final boolean failuresOnly;
    private final Map<String, DomainTally> tallyByDomain = new HashMap<>();

    HumanPrinter(Page page, boolean failuresOnly) {
        this.page = page;
        this.causes = new CausePrinter(page);
        this.failuresOnly = failuresOnly;
    }

    @Override
    public void print(MatchedReport found) {
        for (var domain : found.domains()) {
            tallyByDomain.computeIfAbsent(domain.domain(), DomainTally::new).add(found, domain);
        }
    }

    @Override
    public void end(Counts counts) throws IOException {
        var domains = tallyByDomain.values();
        long failing = domains.stream().filter(DomainTally::hasFailures).count();
        if (domains.size() > 1) {
            page.text(0, overview(domains.size(), failing)).line();
        }
        var shown = domains.stream()
                .filter(domain -> domain.hasFailures() || !failuresOnly)
                .sorted(DomainTally.MOST_URGENT_FIRST)
                .toList();
        for (var domain : shown) {
            domain(domain);
        }
        repeats(counts);
        page.text(0, counts.summary()).flush();
    }

    private static String overview(int domains, long failing) {
        return TextFormat.count(domains, "domain")
                + (failing == 0
                        ? ", none with failures."
                        : ", " + TextFormat.number(failing) + " with failures, the most urgent first.");
    }

    private void domain(DomainTally tally) throws IOException {
        var name = tally.domain().isEmpty() ? "(the reports name no domain)" : ForeignText.name(tally.domain());
        var sessions = TextFormat.count(tally.sessions(), "session");
        if (tally.hasFailures()) {
            page.line(
                    Style.BAD,
                    "✗ " + name,
                    Style.BOLD,
                    TextFormat.number(tally.failed()) + " of " + sessions + " failed");
        } else {
            page.line(Style.GOOD, "✓ " + name, Style.PLAIN, sessions + ", none failed");
        }
        page.text(2, tally.days() + ", " + TextFormat.count(tally.submitters(), "reporter"));
        page.line();
        int number = 1;
        for (var cause : tally.causes()) {
            causes.print(tally, cause, number++);
        }
        if (tally.hasMoreCauses()) {
            page.text(2, "The reports contain more kinds of failure than are listed here.")
                    .line();
        }
        reporters(tally);
        page.line();
    }

    private void reporters(DomainTally tally) throws IOException {
        var rows = new ArrayList<List<String>>();
        tally.reporters().entrySet().stream()
                .filter(e -> e.getValue().failed() > 0 || !failuresOnly)
                .sorted(Comparator.comparingLong((Map.Entry<Reporter, ReporterTally> e) ->
                                e.getValue().failed())
                        .reversed()
                        .thenComparing(e -> e.getKey().submitter())
                        .thenComparing(e -> e.getKey().trust()))
                .forEach(e -> rows.add(List.of(
                        ForeignText.name(e.getKey().submitter()),
                        TextFormat.number(e.getValue().reports()),
                        TextFormat.number(e.getValue().ok()),
                        TextFormat.number(e.getValue().failed()),
                        e.getValue().newest().toString(),
                        TextFormat.trust(e.getKey().trust()))));
        page.table(2, REPORTERS, rows.subList(0, Math.min(rows.size(), MAX_REPORTERS)));
        if (rows.size() > MAX_REPORTERS) {
            page.line(2, Style.DIM, "and " + TextFormat.number(rows.size() - MAX_REPORTERS) + " more");
        }
    }

    private void repeats(Counts counts) throws IOException {
        for (var repeat : counts.firstRepeats()) {
            var words = repeat.differs() ? " contradicts " : " is a duplicate of ";
            page.line(0, Style.PLAIN, ForeignText.line(repeat.source()) + words + ForeignText.line(repeat.first()));
        }
        long unnamed = counts.repeats() - counts.firstRepeats().size();
        if (unnamed > 0) {
            page.text(0, "and " + TextFormat.count(unnamed, "more duplicate"));
        }
        if (counts.repeats() > 0) {
            page.line();
        }
    }
}
