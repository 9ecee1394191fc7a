package tlsrpt.posture.look;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of a look: resolvers, trust anchors, limits and identity.
///
/// @param resolvers recursive name servers
/// @param anchors the DNSSEC trust anchors, as DS records in a zone file
/// @param rule which addresses may be contacted
/// @param ports 53, 25 and 443, except in tests
/// @param bounds [Bounds#STANDARD], except in tests
/// @param helo the name for EHLO; empty for the address of this machine
/// @param noSmtp why port 25 is left out; `null` to contact it
/// @param thorough whether to try further handshakes at each mail server
public record LookOptions(
        List<InetSocketAddress> resolvers,
        String anchors,
        AddressRule rule,
        Ports ports,
        Bounds bounds,
        String helo,
        @Nullable String noSmtp,
        boolean thorough,
        Clock clock) {

    public LookOptions {
        resolvers = List.copyOf(resolvers);
    }

    /// The settings of a look with one handshake per address.
    public LookOptions(
            List<InetSocketAddress> resolvers,
            String anchors,
            AddressRule rule,
            Ports ports,
            Bounds bounds,
            String helo,
            @Nullable String noSmtp,
            Clock clock) {
        this(resolvers, anchors, rule, ports, bounds, helo, noSmtp, false, clock);
    }

    /// The same, with further handshakes.
    public LookOptions thoroughly() {
        return new LookOptions(resolvers, anchors, rule, ports, bounds, helo, noSmtp, true, clock);
    }

    /// Where the services listen.
    ///
    /// @param dns of authoritative name servers
    public record Ports(int dns, int smtp, int https) {
        public static final Ports STANDARD = new Ports(53, 25, 443);
    }
}
