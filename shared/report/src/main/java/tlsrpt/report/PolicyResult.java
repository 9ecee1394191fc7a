package tlsrpt.report;

import java.util.List;

/// One entry of `policies`: a policy that the reporter applied, and how its sessions went under it.
///
/// The details are a breakdown and need not add up to the summary. Spec: RFC 8460 §4.4
public record PolicyResult(Policy policy, Summary summary, List<FailureDetail> failureDetails) {

    public PolicyResult {
        failureDetails = List.copyOf(failureDetails);
    }
}
