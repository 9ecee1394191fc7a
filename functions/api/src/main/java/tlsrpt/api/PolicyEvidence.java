package tlsrpt.api;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import tlsrpt.health.Evidence;
import tlsrpt.store.AlertViews;
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
    /// @param unsignedCounts as of [Api]
    public PolicyEvidence(Table table, Clock clock, boolean unsignedCounts) {
        this.views = new Views(table, clock);
        this.alerts = new AlertViews(table, clock);
        this.reports = new ReportedPolicy.Reports(views, clock);
        this.believed = new TrustPolicy(unsignedCounts);
        this.clock = clock;
    }

    public Evidence of(String domain) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var rows = Rows.reporters(views, domain, Evidence.first(today), today, Counted::counts);
        var trusted = believed.beside(rows.stream().map(ReporterDay::trust));
        var trustedRows = rows.stream().filter(row -> trusted.is(row.trust())).toList();
        var failures = Rows.failures(views, domain, Evidence.first(today), today, trusted::is);
        return Evidences.of(today, trustedRows, failures, reports.of(trustedRows));
    }

    public boolean hasOpenAlert(String domain) {
        return !new OpenAlerts(alerts.open()).of(domain).isEmpty();
    }
}
