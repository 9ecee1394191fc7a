package tlsrpt.policies;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Evidence;
import tlsrpt.health.Readiness;
import tlsrpt.health.Readiness.Condition;
import tlsrpt.health.TrialConditions;
import tlsrpt.store.AlertViews;
import tlsrpt.store.FailureDay;
import tlsrpt.store.Page;
import tlsrpt.store.ReporterDay;
import tlsrpt.store.Views;
import tlsrpt.sts.HostedPolicy;
import tlsrpt.sts.MissingCondition;
import tlsrpt.sts.NextStep;
import tlsrpt.sts.Stage;
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

    /// What reports say of the next step of a hosted policy toward enforcing.
    ///
    /// @param conditions that they do not meet yet, whatever the operator accepts
    /// @param thin whether they meet all of them by few sessions, which the operator has to accept
    /// @param words the evidence
    public record StepEvidence(List<MissingCondition> conditions, boolean thin, String words) {

        /// Reports do not matter.
        public static final StepEvidence NONE = new StepEvidence(List.of(), false, "");

        public StepEvidence {
            conditions = List.copyOf(conditions);
        }

        private static StepEvidence missing(String what) {
            return new StepEvidence(List.of(new MissingCondition(what, null)), false, "");
        }

        /// The conditions that are not met.
        public List<MissingCondition> missing(boolean acceptThin) {
            return thin && !acceptThin
                    ? List.of(new MissingCondition(
                            "The evidence is thin: few sessions. To proceed anyway, pass --accept-thin.", null))
                    : conditions;
        }

        /// Returns what is known of the step.
        ///
        /// @param automatic whether the collector takes it
        public NextStep.Prospect prospect(boolean automatic) {
            return new NextStep.Prospect(conditions, thin, automatic);
        }
    }

    /// Evaluates the reports for the next step; nothing is missing in stages in which reports do not count.
    public StepEvidence forNextStep(HostedPolicy policy) {
        var domain = policy.domain();
        if (policy.stage() == Stage.TRIAL) {
            var first = HostedPolicy.firstTrialDay(policy.since() == null ? clock.instant() : policy.since());
            var conditions = new ArrayList<>(TrialConditions.of(of(domain), first));
            boolean open = hasOpenAlert(domain);
            conditions.add(
                    new Condition("The domain has no open alert.", !open, open ? "It has one." : "It has none.", null));
            return step(conditions, false);
        }
        if (policy.stage() != Stage.TESTING) {
            return StepEvidence.NONE;
        }
        var readiness = Readiness.of(of(domain));
        return switch (readiness.verdict()) {
            case READY, NOT_YET -> step(readiness.conditions(), false);
            case READY_ON_THIN_EVIDENCE -> step(readiness.conditions(), true);
            case NO_POLICY -> StepEvidence.missing("No trusted report shows the policy in testing mode yet.");
            case ALREADY_ENFORCING -> StepEvidence.missing("Reporters still see a policy in enforce mode.");
        };
    }

    private static StepEvidence step(List<Condition> conditions, boolean thin) {
        return new StepEvidence(
                conditions.stream()
                        .filter(condition -> !condition.met())
                        .map(condition -> new MissingCondition(
                                condition.asks() + " " + condition.found(), day(condition.earliest())))
                        .toList(),
                thin,
                conditions.stream()
                        .map(condition -> condition.asks() + " " + condition.found())
                        .collect(Collectors.joining("\n")));
    }

    private static @Nullable Instant day(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public boolean hasOpenAlert(String domain) {
        return !new OpenAlerts(alerts.open()).of(domain).isEmpty();
    }
}
