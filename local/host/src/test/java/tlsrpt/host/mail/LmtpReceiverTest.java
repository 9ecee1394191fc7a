package tlsrpt.host.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a mail server that delivers by LMTP is answered.
@Timeout(60)
class LmtpReceiverTest {

    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final LmtpReceiver way =
            new LmtpReceiver(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), Clock.systemUTC());
    private boolean isFull;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void start() {
        way.start(new Store(), troubles::add);
    }

    @AfterEach
    void stop() {
        way.close();
    }

    @Test
    void answers250OnceTheMailIsTaken() throws Exception {
        try (var client = new Client()) {
            assertThat(client.say("LHLO mx.example.com")).startsWith("250");
            assertThat(client.say("MAIL FROM:<noreply@google.com>")).startsWith("250");
            assertThat(client.say("RCPT TO:<tlsrpt@example.com>")).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            happened.add(client.say("Subject: report\r\n\r\n..hidden\r\n.").substring(0, 3));
        }
        assertThat(happened).containsExactly("taken: Subject: report\r\n\r\n.hidden\r\n", "250");
        assertThat(way.state().taken()).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesMailWithTheMailServerThatItCannotTake() throws Exception {
        isFull = true;
        try (var client = new Client()) {
            assertThat(client.deliver()).startsWith("452 4.3.1 the disk is almost full");
            assertThat(way.state().problem()).contains("the disk is almost full");
            isFull = false;
            assertThat(client.deliver()).startsWith("250");
        }
        assertThat(way.state().problem()).isNull();
        assertThat(troubles).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    /// As LMTP has one answer for each recipient.
    @Test
    void takesAMailForOneRecipientAtATime() throws Exception {
        try (var client = new Client()) {
            client.say("LHLO mx.example.com");
            client.say("MAIL FROM:<>");
            assertThat(client.say("RCPT TO:<tlsrpt@example.com>")).startsWith("250");
            assertThat(client.say("RCPT TO:<tlsrpt@example.net>")).startsWith("452");
        }
    }

    /// Spec: RFC 2033 §4.1
    @Test
    void speaksNoSmtp() throws Exception {
        try (var client = new Client()) {
            assertThat(client.say("EHLO mx.example.com")).startsWith("500 5.5.1");
            assertThat(client.say("HELO mx.example.com")).startsWith("500 5.5.1");
        }
    }

    @Test
    void saysThatThePortIsInUse() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var second = new LmtpReceiver((InetSocketAddress) other.getLocalSocketAddress(), Clock.systemUTC());
            second.start(new Store(), troubles::add);
            second.close();
            assertThat(troubles)
                    .containsExactly("lmtp 127.0.0.1:" + other.getLocalPort()
                            + ": the port is in use. Set another one in listen, here and in the mail server.");
        }
    }

    private final class Store implements MailStore {

        @Override
        public void take(String name, Path mail) throws IOException {
            if (isFull) {
                throw new IOException("the disk is almost full");
            }
            happened.add("taken: " + Files.readString(mail, StandardCharsets.ISO_8859_1));
        }

        @Override
        public Path scratch() {
            return folder;
        }

        @Override
        public Optional<Position> position(String mailbox) {
            return Optional.empty();
        }

        @Override
        public void remember(String mailbox, Position position) {}
    }

    private final class Client implements AutoCloseable {

        private final Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), way.port());
        private final BufferedReader answers =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

        Client() throws IOException {
            assertThat(answers.readLine()).startsWith("220");
        }

        String say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var lines = new ArrayList<String>();
            do {
                lines.add(answers.readLine());
            } while (lines.getLast().charAt(3) == '-');
            return String.join("\n", lines);
        }

        String deliver() throws IOException {
            say("LHLO mx.example.com");
            say("MAIL FROM:<>");
            say("RCPT TO:<tlsrpt@example.com>");
            say("DATA");
            return say("Subject: report\r\n\r\n.");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
