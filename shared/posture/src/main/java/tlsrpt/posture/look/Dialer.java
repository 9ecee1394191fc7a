package tlsrpt.posture.look;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.IpText;

/// Connects to addresses, never to names, and only to those that the rule allows.
///
/// A name looked up twice may give a public address first and a private one then.
final class Dialer {

    private final AddressRule rule;
    private final Duration patience;

    Dialer(AddressRule rule, Duration patience) {
        this.rule = rule;
        this.patience = patience;
    }

    /// @param socket `null` where there is no connection
    /// @param failure `null` where there is one
    record Dialed(@Nullable Socket socket, @Nullable Failure failure, String seen) {}

    enum Failure {
        NOT_PUBLIC,
        NO_IPV6,
        REFUSED,
        UNREACHABLE,
        TIMED_OUT
    }

    Dialed dial(InetAddress address, int port, Deadline deadline) {
        var where = IpText.of(address) + " port " + port;
        if (!rule.allows(address)) {
            return new Dialed(null, Failure.NOT_PUBLIC, where + " is not a public address");
        }
        if (address instanceof Inet6Address && !hasRoute(address)) {
            return new Dialed(null, Failure.NO_IPV6, "this machine has no IPv6, so " + where + " was not contacted");
        }
        // No proxy of the environment: the look must come from here.
        var socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.connect(
                    new InetSocketAddress(address, port),
                    deadline.within(patience).leftMillis());
            return new Dialed(socket, null, where);
        } catch (IOException e) {
            close(socket);
            return failed(where, e);
        }
    }

    private Dialed failed(String where, IOException e) {
        var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof SocketTimeoutException || text.contains("timed out")) {
            return new Dialed(
                    null, Failure.TIMED_OUT, where + ": no connection within " + patience.toSeconds() + " seconds");
        }
        if (e instanceof NoRouteToHostException || text.contains("unreachable")) {
            return new Dialed(null, Failure.UNREACHABLE, where + ": no route");
        }
        return e instanceof ConnectException
                ? new Dialed(null, Failure.REFUSED, where + ": connection refused")
                : new Dialed(null, Failure.UNREACHABLE, where + ": " + e.getMessage());
    }

    /// Whether packets to this address leave with a source that the internet answers. Sends nothing.
    private boolean hasRoute(InetAddress address) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(address, 53));
            var source = socket.getLocalAddress();
            return rule == AddressRule.PUBLIC_AND_PRIVATE || rule.allows(source);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing depends on how it ends.
            }
        }
    }
}
