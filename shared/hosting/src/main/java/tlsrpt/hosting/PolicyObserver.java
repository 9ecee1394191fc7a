package tlsrpt.hosting;

import java.net.InetSocketAddress;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tlsrpt.posture.Facts;
import tlsrpt.posture.look.AddressRule;
import tlsrpt.posture.look.Bounds;
import tlsrpt.posture.look.Look;
import tlsrpt.posture.look.LookOptions;
import tlsrpt.posture.look.Roots;

/// Checks domains from outside, as senders see them, except for their mail servers.
///
/// @param roots the CAs that senders trust
public record PolicyObserver(LookOptions vicinity, Supplier<Set<TrustAnchor>> roots) {

    public static PolicyObserver ofTheInternet(List<InetSocketAddress> resolvers, Clock clock) {
        return new PolicyObserver(
                new LookOptions(
                        resolvers,
                        Roots.dnsAnchors(),
                        AddressRule.PUBLIC,
                        LookOptions.Ports.STANDARD,
                        Bounds.STANDARD,
                        "",
                        "not needed",
                        clock),
                Roots::publicCas);
    }

    public Facts look(String domain) {
        return new Look(vicinity).at(domain);
    }
}
