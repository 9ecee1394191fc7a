package tlsrpt.host.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tlsrpt.host.notify.Alerts.alert;
import static tlsrpt.host.notify.Alerts.failing;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;
import tlsrpt.health.AlertKind;
import tlsrpt.report.Severity;
import tlsrpt.testkit.MutableClock;

/// Against a real SMTP server on this machine.
class EmailTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private @Nullable SMTPServer server;

    @AfterEach
    void stop() {
        released.countDown();
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void sendsPlainTextToTheRecipient() throws Exception {
        var email = email(start(this::accept), MailServer.Security.NONE, PATIENCE);
        email.send(failing("example.com"));

        assertThat(received).hasSize(1);
        assertThat(received.getFirst())
                .startsWith("tlsrpt@example.org > ops@example.net\n")
                .contains("Subject: example.com: certificate expired (mx.example.com)")
                .contains("Auto-Submitted: auto-generated")
                .contains("Content-Type: text/plain; charset=UTF-8")
                .contains("Senders refuse to deliver <to> mx.example.com & more.")
                .contains("More: https://page.example/#/domains/example.com")
                .contains("Severity: high.");
    }

    @Test
    void sendsADigestAsTextAndHtml() throws Exception {
        var digest = new Message.OfWeek(
                "2026-W47", "TLS reports of week 2026-W47: nothing to do", "1 domain, 7 reports\n", "<b>7 reports</b>");
        var email = email(start(this::accept), MailServer.Security.NONE, PATIENCE);
        email.send(digest);
        email.send(digest);

        var message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(received.getFirst()
                        .substring(received.getFirst().indexOf('\n') + 1)
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(message.getSubject()).isEqualTo("TLS reports of week 2026-W47: nothing to do");
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        var parts = (MimeMultipart) message.getContent();
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent()).asString().contains("1 domain, 7 reports");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<b>7 reports</b>");
        assertThat(header(0, "Message-ID")).isEqualTo(header(1, "Message-ID"));
    }

    @Test
    void marksASecondCopyByItsMessageIdAndAnIncidentAsOneThread() throws Exception {
        var email = email(start(this::accept), MailServer.Security.NONE, PATIENCE);
        email.send(failing("example.com"));
        email.send(failing("example.com"));
        email.send(alert("example.com", AlertKind.RECOVERED, Severity.HIGH));

        assertThat(header(0, "Message-ID")).isEqualTo(header(1, "Message-ID")).endsWith("@example.org>");
        assertThat(header(2, "Message-ID")).isNotEqualTo(header(0, "Message-ID"));
        assertThat(header(2, "References")).isEqualTo(header(0, "References"));
    }

    @Test
    void saysWhyTheServerRefuses() throws Exception {
        int port = start((_, _, _) -> {
            throw new RejectException(451, "4.7.1 greylisted");
        });

        assertThatThrownBy(() -> email(port, MailServer.Security.NONE, PATIENCE).send(failing("example.com")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("did not accept the email for ops@example.net")
                .hasMessageContaining("4.7.1 greylisted");
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws Exception {
        int port = start((_, _, _) -> await());

        assertThatThrownBy(() -> email(port, MailServer.Security.NONE, Duration.ofMillis(300))
                        .send(failing("example.com")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("did not answer");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port = start(this::accept);
        stop();

        assertThatThrownBy(() -> email(port, MailServer.Security.NONE, PATIENCE).send(failing("example.com")))
                .hasMessageContaining("cannot connect to mail server 127.0.0.1:" + port);
    }

    @Test
    void sendsNothingInCleartextWhereStartTlsIsRequired() throws Exception {
        int port = start(this::accept);

        assertThatThrownBy(() ->
                        email(port, MailServer.Security.STARTTLS, PATIENCE).send(failing("example.com")))
                .hasMessageContaining("STARTTLS");
        assertThat(received).isEmpty();
    }

    @Test
    void namesTheKeysOfARefusedLoginWithoutThePassword() throws Exception {
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((_, _, _) -> {
                    throw new LoginFailedException();
                }))
                .build();
        server.start();
        var mailServer = new MailServer(
                "127.0.0.1", server.getPortAllocated(), MailServer.Security.NONE, "user", "hunter2", PATIENCE);

        assertThatThrownBy(() -> email(mailServer).send(failing("example.com")))
                .hasMessageContaining("refused the login")
                .hasMessageContaining("Check username and password-file.")
                .hasMessageNotContaining("hunter2");
        assertThat(mailServer.toString()).doesNotContain("hunter2");
    }

    private void accept(String from, String to, byte[] data) {
        received.add(from + " > " + to + "\n" + new String(data, StandardCharsets.UTF_8));
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Handler {
        void handle(String from, String to, byte[] data) throws RejectException;
    }

    private int start(Handler handler) {
        BasicMessageListener listener = (_, from, to, data) -> handler.handle(from, to, data);
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
                .messageHandler(listener)
                .build();
        server.start();
        return server.getPortAllocated();
    }

    private static Email email(int port, MailServer.Security security, Duration timeout) {
        return email(new MailServer("127.0.0.1", port, security, null, null, timeout));
    }

    private static Email email(MailServer server) {
        return new Email(
                server, "tlsrpt@example.org", "ops@example.net", "https://page.example/", new MutableClock(Alerts.NOW));
    }

    private String header(int i, String name) {
        return received.get(i)
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 2);
    }
}
