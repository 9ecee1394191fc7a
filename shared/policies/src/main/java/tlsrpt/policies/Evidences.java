package tlsrpt.policies;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import tlsrpt.health.Evidence;
import tlsrpt.health.ReporterPolicyDay;
import tlsrpt.health.StsFailure;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Headline;
import tlsrpt.store.FailureDay;
import tlsrpt.store.PolicyForm;
import tlsrpt.store.PolicyKind;
import tlsrpt.store.ReporterDay;

/// Collects the ledger's evidence for and against enforcing a policy.
public final class Evidences {

    private Evidences() {}

    public static Evidence of(
            LocalDate today, List<ReporterDay> rows, List<FailureDay> failures, List<ReportedPolicy> policies) {
        return new Evidence(
                today,
                rows.stream().map(Evidences::sighting).toList(),
                failures.stream()
                        .filter(Evidences::isSts)
                        .map(Evidences::failure)
                        .toList(),
                policies.isEmpty() ? List.of() : policies.getFirst().mxPatterns());
    }

    private static ReporterPolicyDay sighting(ReporterDay row) {
        return new ReporterPolicyDay(
                row.day(),
                row.submitter(),
                row.forms().stream().map(PolicyForm::mode).collect(Collectors.toSet()),
                row.forms().stream().map(PolicyForm::toString).collect(Collectors.toSet()),
                row.byPolicy()
                        .getOrDefault(PolicyKind.STS_TESTING, Headline.NONE)
                        .total());
    }

    private static boolean isSts(FailureDay row) {
        return switch (row.policy()) {
            case STS_ENFORCE, STS_TESTING, STS_UNKNOWN -> true;
            case STS_NONE, TLSA, NO_POLICY_FOUND, OTHER -> false;
        };
    }

    private static StsFailure failure(FailureDay row) {
        return new StsFailure(
                row.day(),
                row.submitter(),
                row.diagnosis() == null ? null : Diagnosis.of(row.diagnosis()),
                row.mx(),
                row.failed());
    }
}
