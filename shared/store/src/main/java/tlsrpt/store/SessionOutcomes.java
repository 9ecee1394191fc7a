package tlsrpt.store;

import tlsrpt.report.DomainName;
import tlsrpt.report.PolicyResult;
import tlsrpt.report.PolicyType;
import tlsrpt.report.ReportedDomain;
import tlsrpt.report.ResultType;

/// The outcomes of the sessions of a headline: every session is counted in exactly one of the four.
///
/// - **refused**: it failed under `tlsa`, or under `sts` with `mode: enforce`, for any cause but an unreadable policy
///   (sts-policy-fetch-error, sts-policy-invalid, sts-webpki-invalid). The sender did not deliver in it.
/// - **unprotected**: mail could pass without proof of the server: it failed under `mode: testing`, it failed because
///   the policy was unreadable, or it went under `mode: none` or no-policy-found, well or not.
/// - **unknown**: it failed under `sts` without a mode, or went under a policy type that we do not know.
/// - **secured**: the rest, where the policy was met.
///
/// The failure details need not add up to the summary, so they only say how much of its failures is due to an
/// unreadable policy, never more than there are. Where the reporter counted the same sessions under two policies (see
/// [tlsrpt.report.Headline]), what either policy refused is refused, and of the others what either secured is secured.
public record SessionOutcomes(long secured, long unprotected, long refused, long unknown) {

    private static final SessionOutcomes NONE = new SessionOutcomes(0, 0, 0, 0);

    public long total() {
        return secured + unprotected + refused + unknown;
    }

    public SessionOutcomes plus(SessionOutcomes other) {
        return new SessionOutcomes(
                secured + other.secured,
                unprotected + other.unprotected,
                refused + other.refused,
                unknown + other.unknown);
    }

    static SessionOutcomes of(ReportedDomain reported) {
        var dane = NONE;
        var others = NONE;
        boolean judgedByDane = false;
        boolean judgedByOthers = false;
        for (var entry : reported.entries()) {
            if (entry.policy().type() == PolicyType.Registered.TLSA) {
                dane = dane.plus(of(entry));
                var named = entry.policy().policyDomain();
                judgedByDane |= named != null && DomainName.normal(named).equals(reported.domain());
            } else {
                others = others.plus(of(entry));
                judgedByOthers = true;
            }
        }
        return judgedByDane && judgedByOthers ? underTwoPolicies(dane, others) : dane.plus(others);
    }

    private static SessionOutcomes underTwoPolicies(SessionOutcomes one, SessionOutcomes two) {
        long total = Math.max(one.total(), two.total());
        long refused = Math.max(one.refused, two.refused);
        long secured = Math.min(Math.max(one.secured, two.secured), total - refused);
        long unknown = Math.min(Math.max(one.unknown, two.unknown), total - refused - secured);
        return new SessionOutcomes(secured, total - refused - secured - unknown, refused, unknown);
    }

    private static SessionOutcomes of(PolicyResult entry) {
        long ok = entry.summary().ok();
        long failed = entry.summary().failed();
        long unreadable = Math.min(failed, policyUnreadable(entry));
        long rest = failed - unreadable;
        return switch (PolicyKind.of(entry.policy())) {
            case TLSA, STS_ENFORCE -> new SessionOutcomes(ok, unreadable, rest, 0);
            case STS_TESTING -> new SessionOutcomes(ok, failed, 0, 0);
            case STS_NONE, NO_POLICY_FOUND -> new SessionOutcomes(0, ok + failed, 0, 0);
            case STS_UNKNOWN -> new SessionOutcomes(ok, unreadable, 0, rest);
            case OTHER -> new SessionOutcomes(0, unreadable, 0, ok + rest);
        };
    }

    private static long policyUnreadable(PolicyResult entry) {
        long sessions = 0;
        for (var detail : entry.failureDetails()) {
            if (detail.resultType() instanceof ResultType.Registered type) {
                switch (type) {
                    case STS_POLICY_FETCH_ERROR, STS_POLICY_INVALID, STS_WEBPKI_INVALID -> sessions += detail.failed();
                    default -> {}
                }
            }
        }
        return sessions;
    }
}
