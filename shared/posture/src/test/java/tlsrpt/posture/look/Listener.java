package tlsrpt.posture.look;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A server on this machine that treats each connection as it is told, well or badly.
public final class Listener implements AutoCloseable {

    /// What happens with a connection. It may throw when the client leaves.
    @FunctionalInterface
    public interface Conduct {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Conduct conduct;

    Listener(Conduct conduct) throws IOException {
        this.conduct = conduct;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    public int connections() {
        return connections.get();
    }

    public void conduct(Conduct other) {
        conduct = other;
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            conduct.serve(socket);
        } catch (IOException e) {
            // The client left.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }

    static SSLContext context(List<X509Certificate> chain, PrivateKey key) {
        return context(Map.of(key, chain));
    }

    /// A server with several certificates, one for each kind of key.
    static SSLContext context(Map<PrivateKey, List<X509Certificate>> chains) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var entry : chains.entrySet()) {
                store.setKeyEntry(
                        entry.getKey().getAlgorithm(),
                        entry.getKey(),
                        new char[0],
                        entry.getValue().toArray(X509Certificate[]::new));
            }
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The server's side of a handshake on a connection.
    static SSLSocket secure(Socket socket, SSLContext context, String... protocols) throws IOException {
        var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        if (protocols.length > 0) {
            secured.setEnabledProtocols(protocols);
        }
        secured.startHandshake();
        return secured;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// One line, without its end; empty at the end of the stream.
    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /// A policy host that answers each request with this text, headers and all.
    static Conduct https(SSLContext context, String answer) {
        return socket -> {
            var secured = secure(socket, context);
            request(secured);
            write(secured, answer);
            secured.close();
        };
    }

    /// Reads a request to its end.
    static String request(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var first = line(in);
        while (!line(in).isEmpty()) {
            // headers
        }
        return first;
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /// A mail server with STARTTLS.
    static Conduct smtp(SSLContext context, String... protocols) {
        return socket -> {
            write(socket, "220 mx.test ESMTP\r\n");
            var in = socket.getInputStream();
            line(in);
            write(socket, "250-mx.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n");
            if (line(in).equals("STARTTLS")) {
                write(socket, "220 go ahead\r\n");
                line(secure(socket, context, protocols).getInputStream());
            }
        };
    }

    /// A mail server that says these lines, one for each line of the client.
    public static Conduct script(String... replies) {
        return socket -> {
            for (var reply : replies) {
                write(socket, reply);
                line(socket.getInputStream());
            }
        };
    }
}
