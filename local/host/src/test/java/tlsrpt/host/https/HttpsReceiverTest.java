package tlsrpt.host.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tlsrpt.posture.TestCa.leaf;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tlsrpt.host.config.ConfigException;
import tlsrpt.host.config.ConfigFile;
import tlsrpt.posture.TestCa;

/// HTTPS with certificates of a private authority, in front of a server that answers `hello`.
@Timeout(60)
class HttpsReceiverTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: reports.example.com\r\nConnection: close\r\n\r\n";
    private static final HttpsReceiver.Bounds ORDINARY =
            new HttpsReceiver.Bounds(100, Duration.ofSeconds(30), Duration.ofMillis(50));

    private final PemFiles files;
    private final Path folder;
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    HttpsReceiverTest(@TempDir Path folder) {
        this.folder = folder;
        this.files = new PemFiles(folder, new TestCa(Instant.now()));
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            var answer = body.length == 0 ? "hello".getBytes(StandardCharsets.US_ASCII) : body;
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void answersWithTheWholeChain() throws Exception {
        files.write(leaf("reports.example.com"));
        try (var https = started(ORDINARY)) {
            assertThat(ask(https)).startsWith("HTTP/1.1 200 OK").endsWith("hello");
            assertThat(https.test()).startsWith("has a certificate for reports.example.com until 2");
        }
    }

    @Test
    void passesALargeBodyBothWays() throws Exception {
        files.write(leaf("reports.example.com"));
        var body = "x".repeat(3_000_000);
        try (var https = started(ORDINARY);
                var socket = connected(https)) {
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream()
                            .write(("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException _) {
                    // The answer says more.
                }
            });
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).endsWith(body);
        }
    }

    @Test
    void usesARenewedCertificateWithoutARestart() throws Exception {
        files.write(leaf("reports.example.com"));
        try (var https = started(ORDINARY)) {
            var before = serial(https);
            var renewed = files.write(leaf("reports.example.com").aged(Duration.ZERO, Duration.ofDays(90)));
            while (serial(https).equals(before)) {
                Thread.sleep(20);
            }
            assertThat(serial(https)).isEqualTo(renewed.certificate().getSerialNumber());
            assertThat(https.state().problem()).isNull();
            assertThat(troubles).isEmpty();
        }
    }

    @Test
    void keepsTheCertificateWhileNewFilesAreOfNoUse() throws Exception {
        var good = files.write(leaf("reports.example.com"));
        try (var https = started(ORDINARY)) {
            files.writeChain(new TestCa(Instant.now()).issue(leaf("reports.example.com")));
            while (https.state().problem() == null) {
                Thread.sleep(20);
            }
            assertThat(https.state().problem())
                    .contains("does not belong to the first certificate")
                    .endsWith(" stays in use.");
            assertThat(troubles).hasSize(1);
            assertThat(serial(https)).isEqualTo(good.certificate().getSerialNumber());

            Files.delete(files.certificate());
            while (!String.valueOf(https.state().problem()).contains("cannot read")) {
                Thread.sleep(20);
            }
            files.write(leaf("reports.example.com"));
            while (https.state().problem() != null) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void saysAtTheStartThatTheCertificateExpired() throws Exception {
        files.write(leaf("reports.example.com").aged(Duration.ofDays(90), Duration.ofDays(-1)));
        try (var _ = started(ORDINARY)) {
            assertThat(troubles)
                    .singleElement()
                    .asString()
                    .contains("the certificate expired at ", "Renew it; the new files are loaded without a restart.");
        }
    }

    @ParameterizedTest
    @CsvSource({"90, 20, false", "90, 8, true", "6, 2, false", "5.6, 0.4, true", "398, 20, false"})
    void warnsBeforeTheCertificateExpires(double lifetime, double left, boolean warns) throws Exception {
        files.write(leaf("reports.example.com").aged(days(lifetime - left), days(left)));
        var certificate = ServerCertificate.read(files.certificate(), files.key());

        assertThat(certificate.fault(Clock.systemUTC()).isPresent()).isEqualTo(warns);
    }

    private static Duration days(double days) {
        return Duration.ofSeconds((long) (days * 86_400));
    }

    @Test
    void keepsNobodyOutForHandshakesThatStopInTheMiddle() throws Exception {
        files.write(leaf("reports.example.com"));
        var sockets = new ArrayList<Socket>();
        try (var https = started(new HttpsReceiver.Bounds(8, Duration.ofSeconds(30), Duration.ofSeconds(30)))) {
            for (int i = 0; i < 100; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), https.port());
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
                }
            }
            for (int i = 0; i < 5; i++) {
                assertThat(ask(https)).endsWith("hello");
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void endsAHandshakeThatIsTooSlow() throws Exception {
        files.write(leaf("reports.example.com"));
        try (var https = started(new HttpsReceiver.Bounds(8, Duration.ofMillis(200), Duration.ofSeconds(30)));
                var socket = new Socket(InetAddress.getLoopbackAddress(), https.port())) {
            socket.getOutputStream().write(22);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesWhatIsNotTls() throws Exception {
        files.write(leaf("reports.example.com"));
        try (var https = started(ORDINARY);
                var socket = new Socket(InetAddress.getLoopbackAddress(), https.port())) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
    }

    @Test
    void tellsThatThePortIsTaken() throws Exception {
        files.write(leaf("reports.example.com"));
        try (var https = started(ORDINARY)) {
            var other = read("listen = \"127.0.0.1:" + https.port() + "\"", ORDINARY);
            assertThat(catchThrowableOfType(IOException.class, () -> other.open(server.getAddress())))
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + https.port() + " for HTTPS: ");
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048, RSA PRIVATE KEY", "EC, 256, EC PRIVATE KEY", "EC, 384, EC PRIVATE KEY"})
    void readsKeysInTheirOlderForm(String type, int size, String label) throws Exception {
        var like = leaf("reports.example.com");
        var issued =
                files.write(new TestCa.Leaf(like.names(), like.age(), like.left(), type, size, like.signature(), true));
        Files.writeString(files.key(), olderForm(issued.key()));

        assertThat(files.key()).content().contains("-----BEGIN " + label + "-----");
        try (var https = started(ORDINARY)) {
            assertThat(ask(https)).endsWith("hello");
        }
    }

    private static String olderForm(PrivateKey key) throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(key);
        }
        return text.toString();
    }

    @Test
    void refusesFilesOfNoUseWithTheirLine() throws Exception {
        files.write(leaf("reports.example.com"));
        var key = Files.readString(files.key());
        var chain = Files.readString(files.certificate());

        Files.writeString(files.key(), PemFiles.pem("ENCRYPTED PRIVATE KEY", new byte[100]));
        assertThat(problem())
                .isEqualTo(":4: the key in " + files.key()
                        + " is encrypted. Store it without a password, readable by this user only.");

        Files.writeString(files.key(), chain);
        assertThat(problem()).isEqualTo(":4: " + files.key() + " has no private key. It must have one in PEM format.");

        Files.writeString(files.key(), PemFiles.pem("PRIVATE KEY", new byte[100]));
        assertThat(problem()).startsWith(":4: the key in " + files.key() + " is not a valid EC key");

        Files.delete(files.key());
        assertThat(problem())
                .isEqualTo(":4: cannot read " + files.key()
                        + " (NoSuchFileException). Check that the file exists and that this user may read it.");

        Files.writeString(files.key(), key);
        Files.writeString(files.certificate(), "nonsense");
        assertThat(problem()).startsWith(":3: " + files.certificate() + " has no certificate.");

        Files.writeString(files.certificate(), PemFiles.pem("CERTIFICATE", new byte[100]));
        assertThat(problem())
                .isEqualTo(":3: " + files.certificate() + " has a certificate that cannot be read. Export it again.");

        files.writeChain(new TestCa(Instant.now()).issue(leaf("reports.example.com")));
        assertThat(problem())
                .isEqualTo(":4: the key in " + files.key() + " does not belong to the first certificate in "
                        + files.certificate() + ". Name the key that this certificate was issued for.");
    }

    private String problem() {
        var problems = catchThrowableOfType(ConfigException.class, () -> read("", ORDINARY))
                .problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst()
                .substring(folder.resolve("tlsrpt.toml").toString().length());
    }

    private HttpsReceiver read(String more, HttpsReceiver.Bounds bounds) throws IOException, ConfigException {
        var config = Files.writeString(folder.resolve("tlsrpt.toml"), """
                [https]
                %s
                certificate-file = "fullchain.pem"
                key-file = "privkey.pem"
                """.formatted(more));
        return ConfigFile.read(config, table -> HttpsReceiver.read(table, Clock.systemUTC(), bounds))
                .orElseThrow();
    }

    private HttpsReceiver started(HttpsReceiver.Bounds bounds) throws IOException, ConfigException {
        var https = read("listen = \"127.0.0.1:0\"", bounds);
        https.open(server.getAddress());
        https.begin(troubles::add);
        return https;
    }

    private SSLSocket connected(HttpsReceiver https) throws IOException {
        var socket = (SSLSocket)
                files.client().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), https.port());
        socket.startHandshake();
        return socket;
    }

    private String ask(HttpsReceiver https) throws IOException {
        try (var socket = connected(https)) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private BigInteger serial(HttpsReceiver https) throws IOException {
        try (var socket = connected(https)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }
}
