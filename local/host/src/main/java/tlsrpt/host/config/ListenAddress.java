package tlsrpt.host.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/// Where the host listens.
public final class ListenAddress {

    private static final int MOST_PORTS = 65_535;

    private ListenAddress() {}

    /// Returns this machine's own address, which no other machine reaches.
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /// Returns all addresses of this machine.
    public static InetAddress any() {
        return InetAddress.ofLiteral("0.0.0.0");
    }

    /// Reads an IP address and a port.
    ///
    /// @throws IllegalArgumentException with the reason if it is neither `192.0.2.1:8460` nor `[2001:db8::1]:8460`
    public static InetSocketAddress of(String text) {
        int colon = text.lastIndexOf(':');
        var port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > MOST_PORTS) {
            throw new IllegalArgumentException("must be an IP address and a port, such as 127.0.0.1:8460");
        }
        try {
            var host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
            return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must begin with an IP address, such as 127.0.0.1:8460", e);
        }
    }

    /// Returns the address as the header `Host` has it.
    public static String host(InetSocketAddress address) {
        var ip = address.getAddress();
        return ip instanceof Inet6Address ? "[" + ip.getHostAddress() + "]" : ip.getHostAddress();
    }

    /// Returns where a server that listens there is asked from this machine.
    public static URI uri(InetSocketAddress address) {
        var reached = address.getAddress().isAnyLocalAddress() ? loopback(address.getPort()) : address;
        return URI.create("http://" + host(reached) + ":" + reached.getPort());
    }
}
