package tlsrpt.submit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The network that a client is in, as part of a key: of IPv4 the first 24 bits, of IPv6 the first 48, as more are
/// easily had.
public final class Network {

    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;

    private Network() {}

    /// Returns the network of an address, or `null` if that says nothing of the client: then a proxy is in between.
    public static @Nullable String of(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || isUniqueLocal(address)) {
            return null;
        }
        var bytes = address.getAddress();
        return address instanceof Inet6Address
                ? "v6-" + HexFormat.of().formatHex(bytes, 0, IPV6_BYTES)
                : "v4-" + HexFormat.of().formatHex(bytes, 0, IPV4_BYTES);
    }

    /// @param literal an address as API Gateway writes it
    static @Nullable String of(String literal) {
        try {
            return of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
    }
}
