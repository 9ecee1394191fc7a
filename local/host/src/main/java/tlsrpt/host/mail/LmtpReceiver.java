package tlsrpt.host.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.internal.command.EhloCommand;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import tlsrpt.cli.Documents;
import tlsrpt.console.ReceiverState;

/// A port to which a mail server on this machine delivers by LMTP. It is answered 250 once the mail is on the disk.
///
/// LMTP is SMTP that begins with `LHLO` and has an answer for each recipient: so a mail has one recipient here, and the
/// mail server sends it again for the others.
///
/// Spec: RFC 2033
final class LmtpReceiver implements Receiver {

    private static final int MOST_BYTES = 40 << 20;
    private static final int MOST_CONNECTIONS = 20;
    private static final int PATIENCE_SECONDS = 120;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

    private final InetSocketAddress listen;
    private final ReceiverLog log;
    private @Nullable SMTPServer server;

    LmtpReceiver(InetSocketAddress listen, Clock clock) {
        this.listen = listen;
        this.log = new ReceiverLog(
                "lmtp " + listen.getAddress().getHostAddress() + ":" + listen.getPort(), "message", clock);
    }

    @Override
    public void start(MailStore store, Consumer<String> trouble) {
        log.tell(trouble);
        var started = SMTPServer.port(listen.getPort())
                .bindAddress(listen.getAddress())
                .hostName("tlsrpt.localhost")
                .softwareName("tlsrpt LMTP")
                .maxRecipients(1)
                .maxMessageSize(MOST_BYTES)
                .maxConnections(MOST_CONNECTIONS)
                .connectionTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .insertReceivedHeaders(false)
                .messageHandlerFactory(_ -> new Delivery(store))
                .build();
        var commands = started.getCommandHandler();
        commands.addCommand(new Lhlo());
        commands.addCommand(new OnlyLmtp("HELO"));
        commands.addCommand(new OnlyLmtp("EHLO"));
        try {
            started.start();
            server = started;
        } catch (RuntimeException e) {
            log.fails(
                    e.getCause() instanceof BindException
                            ? "the port is in use. Set another one in listen, here and in the mail server."
                            : "cannot listen: " + e.getMessage());
        }
    }

    /// Returns the port, where a free one was to be found.
    int port() {
        return server == null ? 0 : server.getPortAllocated();
    }

    private static final class Lhlo extends BaseCommand {

        private final EhloCommand ehlo = new EhloCommand();

        Lhlo() {
            super("LHLO", "Introduce yourself.", "<hostname>");
        }

        @Override
        public void execute(String line, Session session) throws IOException {
            ehlo.execute(line, session);
        }
    }

    private static final class OnlyLmtp extends BaseCommand {

        OnlyLmtp(String name) {
            super(name, "Not in LMTP.");
        }

        @Override
        public void execute(String line, Session session) throws IOException {
            session.sendResponse("500 5.5.1 This is LMTP; say LHLO");
        }
    }

    private final class Delivery implements MessageHandler {

        private final MailStore store;

        Delivery(MailStore store) {
            this.store = store;
        }

        @Override
        public void from(String from) {
            // Signatures prove the sender.
        }

        @Override
        public void recipient(String recipient) {
            // The mail server knows which addresses are ours.
        }

        @Override
        public @Nullable String data(InputStream content) throws RejectException, IOException {
            try {
                var file = Files.createTempFile(store.scratch(), "lmtp", null);
                try {
                    try (var out = Files.newOutputStream(file)) {
                        if (copy(content, out) > MOST_BYTES) {
                            throw new RejectException(552, "5.3.4 The message is larger than 40 MB");
                        }
                    }
                    store.take(UUID.randomUUID() + ".eml", file);
                } finally {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                log.fails(Documents.reason(e));
                throw new RejectException(452, "4.3.1 " + Documents.reason(e));
            }
            log.taken();
            log.works();
            return null;
        }

        /// Reads to the end, and writes no more than one byte too many.
        private static long copy(InputStream in, OutputStream out) throws IOException {
            var buffer = new byte[1 << 16];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (size <= MOST_BYTES) {
                    out.write(buffer, 0, n);
                }
                size += n;
            }
            return size;
        }

        @Override
        public void done() {
            // Nothing is kept between messages.
        }
    }

    @Override
    public String test() throws ReceiverException {
        try (var socket = new Socket()) {
            socket.connect(listen, (int) CONNECT_TIME.toMillis());
            return "a process is listening";
        } catch (ConnectException _) {
            throw new ReceiverException("no process is listening. Start 'tlsrpt serve' with this configuration.");
        } catch (IOException e) {
            throw new ReceiverException("cannot be reached: " + Documents.reason(e));
        }
    }

    @Override
    public ReceiverState state() {
        return log.state();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
    }
}
