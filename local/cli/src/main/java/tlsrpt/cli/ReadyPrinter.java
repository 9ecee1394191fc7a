package tlsrpt.cli;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.Page.Style;
import tlsrpt.health.Evidence;
import tlsrpt.health.LivePolicy;
import tlsrpt.health.Readiness;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.health.ReporterPolicyDay;
import tlsrpt.health.StsFailure;
import tlsrpt.report.FailureContext;
import tlsrpt.report.Mode;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportedDomain;

/// Gathers what reports say for and against enforcing one domain's policy, and ends with the verdict.
final class ReadyPrinter implements Printer {

    private final Page page;
    private final String domain;
    private final LocalDate today;
    private final List<ReporterPolicyDay> sightings = new ArrayList<>();
    private final List<StsFailure> failures = new ArrayList<>();
    private final @Nullable Live live;
    private @Nullable Readiness readiness;
    private List<String> mxPatterns = List.of();
    private LocalDate latest = LocalDate.MIN;

    /// Looks at what senders find now.
    interface Live {

        /// Returns nothing where the MX records or the policy could not be observed.
        LivePolicy policy() throws IOException;
    }

    /// @param live `null` to judge by reports alone
    ReadyPrinter(Page page, String domain, LocalDate today, @Nullable Live live) {
        this.page = page;
        this.domain = domain;
        this.today = today;
        this.live = live;
    }

    @Override
    public void print(MatchedReport found) {
        var day = found.report().day();
        if (day.isBefore(Evidence.first(today)) || day.isAfter(today)) {
            return;
        }
        for (var reported : found.domains()) {
            for (var entry : reported.entries()) {
                if (entry.policy().type() == PolicyType.Registered.STS) {
                    add(day, found.submitter(), reported, entry);
                }
            }
        }
    }

    private void add(LocalDate day, String reporter, ReportedDomain reported, PolicyResult entry) {
        var policy = entry.policy();
        var mode = policy.mode().orElse(null);
        var summary = entry.summary();
        sightings.add(new ReporterPolicyDay(
                day,
                reporter,
                mode == null ? Set.of() : Set.of(mode),
                policy.form().map(Set::of).orElse(Set.of()),
                mode == Mode.TESTING ? summary.ok() + summary.failed() : 0));
        if (!day.isBefore(latest) && !policy.mxPatterns().isEmpty()) {
            latest = day;
            mxPatterns = policy.mxPatterns();
        }
        if (mode == Mode.NONE) {
            return;
        }
        for (var detail : entry.failureDetails()) {
            if (detail.failed() > 0) {
                var situation = FailureContext.of(reported, entry, detail);
                failures.add(new StsFailure(day, reporter, situation.diagnosis(), situation.mx(), detail.failed()));
            }
        }
    }

    @Override
    public void end(Counts counts) throws IOException {
        var seen = seenNow();
        var live = seen.map(LivePolicy::conditions).orElse(List.of());
        var verdict = Readiness.of(new Evidence(today, sightings, failures, mxPatterns))
                .and(live);
        readiness = verdict;
        page.line(0, Style.BOLD, "Can " + ForeignText.name(domain) + " switch MTA-STS to enforce?");
        page.line();
        var earliest = verdict.earliest();
        page.text(
                0, verdict.verdict().words() + (earliest == null ? "" : " Earliest possible date: " + earliest + "."));
        for (var condition : verdict.conditions()) {
            page.line();
            page.text(0, condition.met() ? "[x] " : "[ ] ", condition.asks().replace("`", ""));
            page.text(4, ForeignText.visible(condition.found()) + earliest(condition));
        }
        if (!verdict.conditions().isEmpty()
                && seen.filter(LivePolicy::seesMxHosts).isEmpty()) {
            page.line();
            page.text(
                    0,
                    "[ ] ",
                    (this.live == null
                                    ? ""
                                    : "The MX records or the policy could not be observed: run tlsrpt check "
                                            + ForeignText.name(domain) + ". ")
                            + "Check manually: compare dig MX with the patterns of the policy. A backup MX may never"
                            + " appear in reports.");
        }
        if (!verdict.steps().isEmpty()) {
            page.line();
            page.line(0, Style.BOLD, "How to switch");
            int number = 1;
            for (var step : verdict.steps()) {
                page.text(0, number++ + ". ", step.replace("`", ""));
            }
        }
        page.flush();
    }

    private Optional<LivePolicy> seenNow() throws IOException {
        return live == null ? Optional.empty() : Optional.of(live.policy());
    }

    private static String earliest(Condition condition) {
        return condition.earliest() == null ? "" : " Earliest possible date: " + condition.earliest() + ".";
    }

    /// Once the end was reached.
    Readiness readiness() {
        if (readiness == null) {
            throw new IllegalStateException("not all was read");
        }
        return readiness;
    }
}
