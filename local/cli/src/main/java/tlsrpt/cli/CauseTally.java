package tlsrpt.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.DomainTally.ReporterDay;
import tlsrpt.report.FailingAddresses;
import tlsrpt.report.Headline;

/// The sessions of one cause at one domain, by place and reporter.
final class CauseTally {

    private static final int MAX_MXES = 100;

    private final Counter reporters = new Counter();
    private final Counter reasons = new Counter();
    private final Counter mxes = new Counter();
    private final Map<String, Addresses> addressesByMx = new HashMap<>();
    private final Map<Cause, Long> policies = new HashMap<>();
    private final Set<ReporterDay> seenOn = new HashSet<>();
    private long sessions;
    private @Nullable Days days;

    /// The receiving addresses of one MX.
    private static final class Addresses {
        private final Counter known = new Counter();
        private boolean complete = true;
    }

    /// Sessions under a policy.
    void add(Cause cause, long failed) {
        policies.merge(cause, failed, Counter::sum);
    }

    /// @param host an empty text if none is named
    void add(MatchedReport found, String host, @Nullable String address, @Nullable String reason, long failed) {
        sessions = Counter.sum(sessions, failed);
        reporters.add(found.submitter(), failed);
        var day = found.report().day();
        days = days == null ? Days.of(day) : days.with(day);
        if (reason != null) {
            reasons.add(reason, failed);
        }
        if (addressesByMx.size() >= MAX_MXES && !addressesByMx.containsKey(host)) {
            return;
        }
        mxes.add(host, failed);
        var addresses = addressesByMx.computeIfAbsent(host, _ -> new Addresses());
        if (address == null) {
            addresses.complete = false;
        } else {
            addresses.known.add(address, failed);
        }
    }

    /// A reporter saw this on a day.
    void sawOn(ReporterDay day) {
        seenOn.add(day);
    }

    /// Returns the sessions of the days on which a reporter saw this.
    Stream<Headline> days(Map<ReporterDay, Headline> all) {
        return seenOn.stream().map(day -> all.getOrDefault(day, new Headline(0, 0)));
    }

    /// Under the policy of most sessions.
    Cause cause() {
        return causes().getFirst();
    }

    /// Under each policy, the one of most sessions first.
    List<Cause> causes() {
        return policies.entrySet().stream()
                .sorted(Map.Entry.<Cause, Long>comparingByValue()
                        .thenComparing(one -> TextFormat.policy(
                                one.getKey().policyType(), one.getKey().mode()))
                        .reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    long sessions() {
        return sessions;
    }

    Days days() {
        return Objects.requireNonNull(days, "a cause without a report");
    }

    List<String> reporters() {
        return reporters.texts();
    }

    Counter reasons() {
        return reasons;
    }

    /// The receiving MX hosts, the worst first; an empty text stands for those that were not named.
    Counter mxes() {
        return mxes;
    }

    /// The host of most failures, or `null` where none was named.
    @Nullable
    String worstMx() {
        return mxes.texts().stream().filter(mx -> !mx.isEmpty()).findFirst().orElse(null);
    }

    List<String> addresses(String mx) {
        var addresses = addressesByMx.get(mx);
        return addresses == null ? List.of() : addresses.known.texts();
    }

    /// What the addresses of this host have in common, where every failure came with one.
    Optional<String> pattern(String mx) {
        var addresses = addressesByMx.get(mx);
        return addresses != null && addresses.complete
                ? FailingAddresses.pattern(mx.isEmpty() ? null : mx, addresses.known.texts())
                : Optional.empty();
    }
}
