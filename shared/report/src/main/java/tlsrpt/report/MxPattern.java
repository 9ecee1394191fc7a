package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// One `mx` of an MTA-STS policy: a host name, or `*.` and a domain. Spec: RFC 8461 §3.2, §4.1
///
/// @param name lower-case A-labels, without a trailing dot
public record MxPattern(String name) {

    /// Real policies list a handful. What has more is not a policy to judge by, and comparing it would cost a hostile
    /// report's size squared.
    private static final int MOST = 200;

    public MxPattern {
        name = DomainName.normal(name);
    }

    /// Whether an MX of this name is allowed. The wildcard stands for exactly one label, the left-most.
    public boolean matches(String mx) {
        var host = DomainName.normal(mx);
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.length() - dot == name.length() - 1 && host.startsWith(name.substring(1), dot);
    }

    /// Whether the policy is an MTA-STS policy that names MX hosts, and none of its patterns matches this one.
    static boolean leaveOut(Policy policy, @Nullable String mx) {
        if (policy.type() != PolicyType.Registered.STS
                || mx == null
                || policy.mxHost().size() > MOST
                || policy.policyString().size() > MOST) {
            return false;
        }
        var host = DomainName.normal(mx);
        if (!DomainName.isDomain(host)) {
            return false;
        }
        boolean any = false;
        for (var text : policy.mxPatterns()) {
            var pattern = new MxPattern(text);
            if (pattern.matches(host)) {
                return false;
            }
            any |= !pattern.name().isEmpty();
        }
        return any;
    }
}
