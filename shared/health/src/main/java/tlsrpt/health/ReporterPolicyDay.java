package tlsrpt.health;

import java.time.LocalDate;
import java.util.Set;
import tlsrpt.report.Mode;

/// How one reporter saw a domain's MTA-STS policy on one day.
///
/// @param modes of the policy; none where the reporter found no policy or did not say
/// @param forms in which it was seen, in any text that is the same for the same policy
/// @param sessions under the policy in `mode: testing`
public record ReporterPolicyDay(LocalDate day, String reporter, Set<Mode> modes, Set<String> forms, long sessions) {

    public ReporterPolicyDay {
        modes = Set.copyOf(modes);
        forms = Set.copyOf(forms);
    }
}
