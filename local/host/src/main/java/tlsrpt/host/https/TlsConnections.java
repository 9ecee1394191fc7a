package tlsrpt.host.https;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import tlsrpt.host.config.ListenAddress;

/// The TLS connections. What comes in by one goes on to the HTTP server in this process, and its answers go back.
///
/// Their number is limited. If the limit is reached, a new one replaces one that has not finished its handshake, or
/// else the one that was idle longest, so stalled clients cannot block others.
final class TlsConnections implements AutoCloseable {

    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    private static final int BUFFER = 1 << 14;

    private final SSLContext context;
    private final InetSocketAddress server;
    private final int most;
    private final Duration handshakeTime;
    /// Longer than the HTTP server lets a request last.
    private final Duration standstill = Duration.ofSeconds(90);
    private final Set<Connection> connections = new LinkedHashSet<>();
    /// By the port from which a connection goes on.
    private final Map<Integer, InetSocketAddress> clients = new ConcurrentHashMap<>();

    TlsConnections(SSLContext context, InetSocketAddress server, int most, Duration handshakeTime) {
        this.context = context;
        this.server = server;
        this.most = most;
        this.handshakeTime = handshakeTime;
    }

    private final class Connection {

        private final Socket socket;
        private volatile boolean isOpen;
        private volatile long progress = System.nanoTime();

        Connection(Socket socket) {
            this.socket = socket;
        }

        boolean isOverdue() {
            var patience = isOpen ? standstill : handshakeTime;
            return System.nanoTime() - progress > patience.toNanos();
        }

        /// Ends what waits for it, too.
        void drop() {
            try {
                socket.close();
            } catch (IOException _) {
                // It is of no use any more.
            }
        }

        void run() {
            try (socket) {
                socket.setTcpNoDelay(true);
                var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, (InputStream) null, true);
                tls.startHandshake();
                progress = System.nanoTime();
                isOpen = true;
                try (tls;
                        var plain = new Socket()) {
                    goOn(tls, plain);
                }
            } catch (IOException _) {
                // The client left, does not speak TLS, or was too slow.
            } finally {
                remove(this);
            }
        }

        private void goOn(SSLSocket tls, Socket plain) throws IOException {
            plain.bind(ListenAddress.loopback(0));
            clients.put(plain.getLocalPort(), (InetSocketAddress) socket.getRemoteSocketAddress());
            try {
                plain.connect(server, (int) CONNECT_TIME.toMillis());
                plain.setTcpNoDelay(true);
                Thread.ofVirtual().name("https in").start(() -> takeIn(tls, plain));
                giveOut(plain.getInputStream(), tls.getOutputStream());
            } finally {
                clients.remove(plain.getLocalPort());
            }
        }

        private void takeIn(SSLSocket tls, Socket plain) {
            var buffer = new byte[BUFFER];
            try {
                for (int n = read(tls, buffer); n >= 0; n = read(tls, buffer)) {
                    plain.getOutputStream().write(buffer, 0, n);
                    progress = System.nanoTime();
                }
                plain.shutdownOutput();
            } catch (IOException _) {
                // The server has enough of it, and its answer is on the way.
            }
        }

        /// Returns -1 also where the client has left.
        private static int read(SSLSocket tls, byte[] buffer) {
            try {
                return tls.getInputStream().read(buffer);
            } catch (IOException _) {
                return -1;
            }
        }

        private void giveOut(InputStream in, OutputStream out) throws IOException {
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                progress = System.nanoTime();
            }
        }
    }

    /// Serves a connection, and returns at once.
    void begin(Socket socket) {
        var connection = new Connection(socket);
        Connection leaving = null;
        synchronized (connections) {
            if (connections.size() >= most) {
                leaving = connections.stream()
                        .min(Comparator.comparing((Connection one) -> one.isOpen)
                                .thenComparingLong(one -> one.progress))
                        .orElseThrow();
                connections.remove(leaving);
            }
            connections.add(connection);
        }
        if (leaving != null) {
            leaving.drop();
        }
        Thread.ofVirtual().name("https").start(connection::run);
    }

    private void remove(Connection connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    /// Ends those that took too long.
    void sweep() {
        Set<Connection> all;
        synchronized (connections) {
            all = Set.copyOf(connections);
        }
        all.stream().filter(Connection::isOverdue).forEach(Connection::drop);
    }

    /// Returns the client whose request comes from there.
    Optional<InetSocketAddress> clientOf(InetSocketAddress plain) {
        return Optional.ofNullable(clients.get(plain.getPort()));
    }

    int size() {
        synchronized (connections) {
            return connections.size();
        }
    }

    @Override
    public void close() {
        Set<Connection> all;
        synchronized (connections) {
            all = Set.copyOf(connections);
        }
        all.forEach(Connection::drop);
    }
}
