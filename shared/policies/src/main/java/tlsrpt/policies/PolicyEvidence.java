package tlsrpt.policies;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import tlsrpt.health.Evidence;
import tlsrpt.store.AlertViews;
import tlsrpt.store.FailureDay;
import tlsrpt.store.Page;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Views;
import tlsrpt.table.Table;

/// What reports and alerts say for and against enforcing a domain's policy, as the dashboard shows it.
public final class PolicyEvidence {

    private final Views views;
    private final AlertViews alerts;
    private final ReportedPolicy.Reports reports;
    private final TrustPolicy believed;
    private final Clock clock;

    /// Reads it from a table.
    ///
    /// @param unsignedCounts whether mail that nobody signed counts
    public PolicyEvidence(Table table, Clock clock, boolean unsignedCounts) {
        this.views = new Views(table, clock);
        this.alerts = new AlertViews(table, clock);
        this.reports = new ReportedPolicy.Reports(views, clock);
        this.believed = new TrustPolicy(unsignedCounts);
        this.clock = clock;
    }

    public Evidence of(String domain) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var first = Evidence.first(today);
        var rows = Page.stream((Page.Source<ReporterDay>) cursor -> views.reporterDays(domain, first, today, cursor))
                .filter(row -> row.trust().counts())
                .toList();
        var trusted = believed.beside(rows.stream().map(ReporterDay::trust));
        var trustedRows = rows.stream().filter(row -> trusted.is(row.trust())).toList();
        var failures = Page.stream((Page.Source<FailureDay>) cursor -> views.failures(domain, first, today, cursor))
                .filter(row -> trusted.is(row.trust()))
                .toList();
        return Evidences.of(today, trustedRows, failures, reports.of(trustedRows));
    }

    public boolean hasOpenAlert(String domain) {
        return !new OpenAlerts(alerts.open()).of(domain).isEmpty();
    }
}
