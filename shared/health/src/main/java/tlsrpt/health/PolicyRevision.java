package tlsrpt.health;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import tlsrpt.report.Mode;
import tlsrpt.report.MxPattern;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyType;

/// What an MTA-STS policy says, however a reporter orders, spells and blanks its lines. Spec: RFC 8461 §3.2
///
/// @param maxAge in seconds
/// @param mx the patterns in lower case, sorted
record PolicyRevision(Mode mode, long maxAge, List<String> mx) {

    private static final int MOST_LINES = 200;

    /// Empty where the reporter shows less than a whole policy: what it left out may be as it was.
    static Optional<PolicyRevision> of(Policy policy) {
        if (policy.type() != PolicyType.Registered.STS || policy.policyString().size() > MOST_LINES) {
            return Optional.empty();
        }
        var mode = policy.mode();
        var maxAge = line(policy, "max_age")
                .filter(text -> text.matches("[0-9]{1,10}"))
                .map(Long::valueOf);
        var version = line(policy, "version").filter("stsv1"::equals);
        var mx = new TreeSet<String>();
        policy.mxPatterns().stream().map(text -> new MxPattern(text).name()).forEach(mx::add);
        if (mode.isEmpty() || maxAge.isEmpty() || version.isEmpty() || (mx.isEmpty() && mode.get() != Mode.NONE)) {
            return Optional.empty();
        }
        return Optional.of(new PolicyRevision(mode.get(), maxAge.get(), List.copyOf(mx)));
    }

    private static Optional<String> line(Policy policy, String key) {
        return policy.policyString().stream()
                .map(line -> line.strip().toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(key)
                        && line.substring(key.length()).stripLeading().startsWith(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
