package tlsrpt.posture.look;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.ResolverConfig;

/// The recursive name servers to ask.
public final class Resolvers {

    private static final int PORT = 53;

    private Resolvers() {}

    /// Those of this machine.
    public static List<InetSocketAddress> ofThisMachine() {
        return ResolverConfig.getCurrentConfig().servers();
    }

    /// Those in a text, such as `192.0.2.53,[2001:db8::53]:5353`.
    ///
    /// @throws IllegalArgumentException where one is not an address
    public static List<InetSocketAddress> parse(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .map(Resolvers::server)
                .toList();
    }

    private static InetSocketAddress server(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon >= 0 && (text.indexOf(':') == colon || text.charAt(Math.max(0, colon - 1)) == ']');
        var address = port ? text.substring(0, colon) : text;
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return new InetSocketAddress(
                InetAddress.ofLiteral(address), port ? Integer.parseInt(text.substring(colon + 1)) : PORT);
    }
}
