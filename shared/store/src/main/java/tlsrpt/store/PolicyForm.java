package tlsrpt.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tlsrpt.report.Mode;
import tlsrpt.report.Policy;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportedDomain;

/// The revision of an MTA-STS policy that a reporter saw: its mode, and a short hash of its MX patterns. Different
/// patterns share a hash in one of a thousand cases: it must be short, for rows count reports by it and strangers
/// choose the patterns.
public record PolicyForm(Mode mode, int mark) implements Comparable<PolicyForm> {

    private static final String COUNTER = "form:";
    private static final int MARKS = 1024;
    /// One is usual, two are seen on the day of a change.
    private static final int MOST = 4;

    @Override
    public int compareTo(PolicyForm other) {
        int byMode = mode.compareTo(other.mode);
        return byMode != 0 ? byMode : Integer.compare(mark, other.mark);
    }

    /// Empty where it is not an MTA-STS policy, or does not say its mode.
    public static Optional<PolicyForm> of(Policy policy) {
        return policy.type() == PolicyType.Registered.STS
                ? policy.mode()
                        .map(mode -> new PolicyForm(mode, mark(policy.form().orElse(""))))
                : Optional.empty();
    }

    static Set<PolicyForm> of(ReportedDomain reported) {
        return reported.entries().stream()
                .flatMap(entry -> of(entry.policy()).stream())
                .sorted()
                .distinct()
                .limit(MOST)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int mark(String form) {
        return Integer.parseInt(Keys.sha256(form.getBytes(StandardCharsets.UTF_8)), 0, 7, 16) % MARKS;
    }

    String counter() {
        return COUNTER + mode.token() + ":" + mark;
    }

    static Optional<PolicyForm> named(String counter) {
        if (!counter.startsWith(COUNTER)) {
            return Optional.empty();
        }
        int colon = counter.lastIndexOf(':');
        var mode = counter.substring(COUNTER.length(), colon);
        int mark = Integer.parseInt(counter, colon + 1, counter.length(), 10);
        return Set.of(Mode.values()).stream()
                .filter(known -> known.token().equals(mode))
                .findFirst()
                .map(known -> new PolicyForm(known, mark));
    }
}
