package tlsrpt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Transport;

/// One run of `tlsrpt read`: opens document after document, counts each report once, and gives those that were asked
/// for to the printer. Nothing is kept of a report but its identity.
final class ReadRun {

    private final Intake intake;
    private final Filter filter;
    private final Printer printer;
    private final Terminal terminal;
    private final ProgressBar progress;
    private final Deduplicator seen = new Deduplicator();
    private final Counts counts = new Counts();

    ReadRun(Intake intake, Filter filter, Printer printer, Terminal terminal, ProgressBar progress) {
        this.intake = intake;
        this.filter = filter;
        this.printer = printer;
        this.terminal = terminal;
        this.progress = progress;
    }

    /// @throws UncheckedIOException where the output cannot be written
    Counts read(List<String> paths) {
        new Documents(this::open, this::unreadable).find(paths);
        progress.erase();
        try {
            printer.end(counts);
            terminal.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return counts;
    }

    private void open(Document document) {
        try (var in = progress.through(document.open(terminal.in()))) {
            intake.open(Transport.MAIL, document.fileName(), in, opened -> take(document, opened));
        } catch (IOException e) {
            unreadable(document.name(), Documents.reason(e));
        }
        progress.documentRead();
    }

    private void take(Document document, OpenedDocument opened) {
        var place = joined(document.name(), opened.place());
        boolean several = opened.delivered().size() > 1;
        for (var delivered : opened.delivered()) {
            take(several ? joined(place, delivered.place()) : place, delivered);
        }
        boolean meantAsReport =
                opened.claims() || (document.named() && opened.place().isEmpty());
        if (opened.delivered().isEmpty() && !meantAsReport) {
            counts.other();
            return;
        }
        for (var fault : opened.faults()) {
            unreadable(place, fault.message());
        }
        if (opened.delivered().isEmpty() && opened.faults().isEmpty()) {
            unreadable(place, "contains no TLS report");
        }
    }

    private void take(String source, Delivered delivered) {
        counts.report(delivered.quirks().size());
        var sighting = seen.see(source, delivered.report(), domains(delivered));
        if (sighting.repeat() != null) {
            counts.repeat(sighting.repeat());
            return;
        }
        var askedFor = filter.of(delivered, sighting.fresh());
        if (askedFor.isEmpty()) {
            return;
        }
        var found = new MatchedReport(source, delivered, askedFor);
        counts.shown(found.hasFailures());
        try {
            printer.print(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// One without a name where the report names none: it is read and shown all the same.
    private static List<ReportedDomain> domains(Delivered delivered) {
        var domains = ReportedDomain.in(delivered.report(), delivered.hints());
        return domains.isEmpty()
                ? List.of(new ReportedDomain("", delivered.report().policies()))
                : domains;
    }

    private void unreadable(String name, String reason) {
        counts.unreadable();
        progress.erase();
        terminal.err().println(ForeignText.line(name) + ": " + ForeignText.line(reason));
    }

    private static String joined(String name, String place) {
        return Stream.of(name, place).filter(part -> !part.isEmpty()).collect(Collectors.joining(": "));
    }
}
