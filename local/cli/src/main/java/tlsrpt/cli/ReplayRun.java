package tlsrpt.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import tlsrpt.health.Alert;
import tlsrpt.health.NoAlert;
import tlsrpt.health.Observation;
import tlsrpt.health.Replay;
import tlsrpt.health.Rules;
import tlsrpt.intake.Delivered;
import tlsrpt.intake.Intake;
import tlsrpt.intake.OpenedDocument;
import tlsrpt.report.Identity;
import tlsrpt.report.Report;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.Submitter;
import tlsrpt.report.Transport;
import tlsrpt.report.Trust;

/// One run of `tlsrpt alerts --replay`: reads all reports, sorts them by arrival, and evaluates the rules. Only the
/// parts of a report that the rules use are kept.
public final class ReplayRun {

    private static final int MOST_REASONS = 20;
    private static final Duration AFTER_ITS_RANGE = Duration.ofHours(12);

    private final Intake intake;
    private final Terminal terminal;
    private final boolean trustAsRead;
    private final List<MatchedReport> found = new ArrayList<>();
    private final Map<NoAlert, Integer> quiet = new LinkedHashMap<>();
    private boolean complete = true;
    private int judged;

    public ReplayRun(Intake intake, Terminal terminal, boolean trustAsRead) {
        this.intake = intake;
        this.terminal = terminal;
        this.trustAsRead = trustAsRead;
    }

    /// @param identity of the report and the domain, and its trust: a second one is a duplicate
    private record MatchedReport(String identity, Observation observation) {}

    /// Whether all could be read.
    public boolean replay(List<String> paths, Rules rules, Consumer<Alert> heard) {
        new Documents(this::open, this::unreadable).find(paths);
        found.sort(Comparator.comparing((MatchedReport one) -> one.observation().arrival())
                .thenComparing(one -> one.observation().day())
                .thenComparing(MatchedReport::identity));
        var known = new HashSet<String>();
        var replay = new Replay(rules, heard, one -> quiet.merge(one, 1, Integer::sum));
        for (var one : found) {
            if (known.add(one.identity())) {
                replay.judge(one.observation());
                judged++;
            }
        }
        return complete;
    }

    public String summary() {
        var days = new TreeSet<LocalDate>();
        var domains = new TreeSet<String>();
        for (var one : found) {
            days.add(one.observation().day());
            domains.add(one.observation().domain());
        }
        return TextFormat.count(judged, "report") + " of " + TextFormat.count(domains.size(), "domain")
                + (days.isEmpty() ? "" : ", " + days.first() + " to " + days.last());
    }

    /// Returns a line for each reason why failures sent no alert, the most reports first; empty if all did.
    public List<String> quiet() {
        return quiet.entrySet().stream()
                .sorted(Map.Entry.<NoAlert, Integer>comparingByValue().reversed())
                .limit(MOST_REASONS)
                .map(one -> ForeignText.line(one.getKey().domain()) + ", "
                        + one.getKey().family() + ": "
                        + TextFormat.count(one.getValue(), one.getKey().why() == NoAlert.Why.MUTED ? "alert" : "report")
                        + " " + one.getKey().why().words())
                .toList();
    }

    private void open(Document document) {
        try (var in = document.open(terminal.in())) {
            intake.open(Transport.MAIL, document.fileName(), in, opened -> take(document, opened));
        } catch (IOException e) {
            unreadable(document.name(), Documents.reason(e));
        }
    }

    private void take(Document document, OpenedDocument opened) {
        for (var delivered : opened.delivered()) {
            take(opened, delivered);
        }
        boolean meantAsReport =
                opened.claims() || (document.named() && opened.place().isEmpty());
        if (!meantAsReport) {
            return;
        }
        var name = document.name() + (opened.place().isEmpty() ? "" : ": " + opened.place());
        for (var fault : opened.faults()) {
            unreadable(name, fault.message());
        }
        if (opened.delivered().isEmpty() && opened.faults().isEmpty()) {
            unreadable(name, "contains no TLS report");
        }
    }

    private void take(OpenedDocument opened, Delivered delivered) {
        var report = delivered.report();
        var reporter = Submitter.of(report, delivered.hints());
        boolean trusted = !trustAsRead || delivered.trust() == Trust.VERIFIED;
        for (var reported : ReportedDomain.in(report, delivered.hints())) {
            found.add(new MatchedReport(
                    Identity.of(report).hash() + " " + trusted + " " + reported.domain(),
                    Observation.of(report, reported, reporter, arrival(opened, report), trusted)));
        }
    }

    private static Instant arrival(OpenedDocument opened, Report report) {
        return Optional.ofNullable(opened.arrival())
                .or(() -> Optional.ofNullable(opened.sent()))
                .orElseGet(() -> report.dateRange().end().plus(AFTER_ITS_RANGE));
    }

    private void unreadable(String name, String reason) {
        complete = false;
        terminal.err().println(ForeignText.line(name) + ": " + ForeignText.line(reason));
    }
}
