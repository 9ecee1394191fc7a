package tlsrpt.host.https;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.Documents;
import tlsrpt.console.ReceiverState;
import tlsrpt.host.config.ConfigTable;
import tlsrpt.host.config.ListenAddress;
import tlsrpt.host.mail.MailStore;
import tlsrpt.host.mail.Receiver;
import tlsrpt.host.mail.ReceiverException;
import tlsrpt.host.mail.ReceiverLog;
import tlsrpt.host.mail.ThreadStop;

/// HTTPS on a port of its own, with a certificate that is loaded again when its files change.
///
/// If the new files are of no use, the old certificate stays in use, and the state says so.
public final class HttpsReceiver implements Receiver {

    /// How patient it is, and how much there is of it.
    record Bounds(int connections, Duration handshake, Duration look) {

        private static final int BYTES_OF_A_CONNECTION = 1 << 17;

        static Bounds ofThisMachine() {
            long most = Runtime.getRuntime().maxMemory() / 4 / BYTES_OF_A_CONNECTION;
            return new Bounds(Math.clamp(most, 64, 2_000), Duration.ofSeconds(10), Duration.ofSeconds(10));
        }
    }

    private static final int BACKLOG = 1_000;
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final InetSocketAddress listen;
    private final Path certificateFile;
    private final Path keyFile;
    private final Clock clock;
    private final Bounds bounds;
    private final CurrentKey key;
    private final ReceiverLog log;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable String lastFault;
    private @Nullable ServerSocket server;
    private @Nullable TlsConnections connections;

    private HttpsReceiver(
            InetSocketAddress listen,
            Path certificateFile,
            Path keyFile,
            ServerCertificate certificate,
            Clock clock,
            Bounds bounds) {
        this.listen = listen;
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.clock = clock;
        this.bounds = bounds;
        this.key = new CurrentKey(certificate);
        this.log = new ReceiverLog("https " + ListenAddress.host(listen) + ":" + listen.getPort(), "report", clock);
    }

    /// Reads the table `[https]`.
    public static Optional<HttpsReceiver> read(ConfigTable config, Clock clock) {
        return read(config, clock, Bounds.ofThisMachine());
    }

    static Optional<HttpsReceiver> read(ConfigTable config, Clock clock, Bounds bounds) {
        return config.table("https").flatMap(table -> {
            var listen = table.converted("listen", ListenAddress::of)
                    .orElse(new InetSocketAddress(ListenAddress.any(), 443));
            table.requiredText("certificate-file");
            table.requiredText("key-file");
            var certificateFile = table.path("certificate-file");
            var keyFile = table.path("key-file");
            table.refuseOtherKeys();
            if (certificateFile.isEmpty() || keyFile.isEmpty()) {
                return Optional.empty();
            }
            try {
                var certificate = ServerCertificate.read(certificateFile.get(), keyFile.get());
                return Optional.of(
                        new HttpsReceiver(listen, certificateFile.get(), keyFile.get(), certificate, clock, bounds));
            } catch (ServerCertificate.UnusableException e) {
                table.problem(e.isOfKey() ? "key-file" : "certificate-file", e.problem());
                return Optional.empty();
            }
        });
    }

    /// Takes the port. Nothing is answered before the start.
    ///
    /// @param plain the HTTP server that requests go on to
    public void open(InetSocketAddress plain) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.bind(listen, BACKLOG);
        } catch (BindException e) {
            socket.close();
            throw new IOException(
                    "cannot listen on " + ListenAddress.host(listen) + ":" + listen.getPort() + " for HTTPS: "
                            + e.getMessage() + ". Set another port in [https], or let this user use ports below 1024"
                            + " (in a systemd service, AmbientCapabilities=CAP_NET_BIND_SERVICE).",
                    e);
        }
        server = socket;
        connections = new TlsConnections(key.context(), plain, bounds.connections(), bounds.handshake());
    }

    /// Returns the client whose request the HTTP server gets from that address of this machine.
    public Optional<InetSocketAddress> clientOf(InetSocketAddress plain) {
        return connections == null ? Optional.empty() : connections.clientOf(plain);
    }

    /// Notes that it brought a report.
    public void taken() {
        log.taken();
    }

    /// Returns when the certificate in use expires.
    public Instant expires() {
        return key.certificate().expires();
    }

    /// Returns the port, where a free one was to be found.
    public int port() {
        return Objects.requireNonNull(server).getLocalPort();
    }

    @Override
    public void start(MailStore store, Consumer<String> trouble) {
        begin(trouble);
    }

    void begin(Consumer<String> trouble) {
        log.tell(trouble);
        key.certificate().fault(clock).ifPresent(log::fails);
        var socket = Objects.requireNonNull(server, "opened first");
        var begun = Objects.requireNonNull(connections);
        threads.add(Thread.ofPlatform().name("https accept").start(() -> accept(socket, begun)));
        threads.add(Thread.ofVirtual().name("https sweep").start(() -> every(SWEEP, begun::sweep)));
        threads.add(Thread.ofVirtual().name("https certificate").start(() -> every(bounds.look(), this::look)));
    }

    private void accept(ServerSocket socket, TlsConnections begun) {
        while (stop.getCount() > 0) {
            try {
                begun.begin(socket.accept());
            } catch (SocketException e) {
                if (socket.isClosed()) {
                    return;
                }
                pause(e);
            } catch (IOException e) {
                pause(e);
            }
        }
    }

    /// There are no file descriptors left, for instance.
    private void pause(IOException e) {
        log.fails("cannot accept connections: " + Documents.reason(e) + ". Retrying every second.");
        try {
            var _ = stop.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Duration pause, Runnable task) {
        try {
            while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                task.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Loads the files if they have changed. A fault counts once it is there twice: the two files are replaced one
    /// after
    /// the other.
    void look() {
        try {
            var read = ServerCertificate.read(certificateFile, keyFile);
            lastFault = null;
            if (!read.equals(key.certificate())) {
                key.renew(read);
            }
            key.certificate().fault(clock).ifPresentOrElse(log::fails, log::works);
        } catch (ServerCertificate.UnusableException e) {
            if (e.problem().equals(lastFault)) {
                log.fails(e.problem() + " The certificate that expires at " + expires() + " stays in use.");
            }
            lastFault = e.problem();
        }
    }

    @Override
    public String test() throws ReceiverException {
        try {
            var certificate = ServerCertificate.read(certificateFile, keyFile);
            var fault = certificate.fault(clock);
            if (fault.isPresent()) {
                throw new ReceiverException(fault.get());
            }
            return "has a certificate for " + certificate.name() + " until " + certificate.expires();
        } catch (ServerCertificate.UnusableException e) {
            throw new ReceiverException(e.problem());
        }
    }

    @Override
    public ReceiverState state() {
        return log.state().expiring(expires());
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException _) {
            // It accepts nothing any more.
        }
        if (connections != null) {
            connections.close();
        }
        ThreadStop.all(threads);
    }
}
