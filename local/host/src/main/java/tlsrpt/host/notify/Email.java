package tlsrpt.host.notify;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.util.MailConnectException;
import tlsrpt.alerting.AlertText;
import tlsrpt.health.Alert;

/// Email to one address by SMTP: alerts in plain text, digests in plain text and HTML. Messages of one incident are one
/// thread; a second copy has the same `Message-ID`.
final class Email implements Destination {

    private static final String CHARSET = "UTF-8";

    private final MailServer server;
    private final String from;
    private final String to;
    private final String dashboard;
    private final Clock clock;
    private final Session session;

    /// @param dashboard the URL of the page, or an empty text
    Email(MailServer server, String from, String to, String dashboard, Clock clock) {
        this.server = server;
        this.from = from;
        this.to = to;
        this.dashboard = dashboard;
        this.clock = clock;
        this.session = session(server);
    }

    private static Session session(MailServer server) {
        var timeout = String.valueOf(server.timeout().toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.connectiontimeout", timeout);
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.auth", String.valueOf(server.username() != null));
        properties.put("mail.smtp.ssl.enable", String.valueOf(server.security() == MailServer.Security.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", String.valueOf(server.security() == MailServer.Security.STARTTLS));
        properties.put(
                "mail.smtp.starttls.required", String.valueOf(server.security() == MailServer.Security.STARTTLS));
        return Session.getInstance(properties);
    }

    @Override
    public void send(Alert alert) throws DeliveryException {
        send(() -> {
            var message = message(alert.transitionId(), alert.id(), alert.subject());
            message.setText(AlertText.of(alert, dashboard), CHARSET);
            return message;
        });
    }

    @Override
    public void send(Message.OfWeek digest) throws DeliveryException {
        send(() -> {
            var message = message(digest.id(), digest.thread(), digest.subject());
            var text = new MimeBodyPart();
            text.setText(digest.text(), CHARSET);
            var html = new MimeBodyPart();
            html.setText(digest.html(), CHARSET, "html");
            message.setContent(new MimeMultipart("alternative", text, html));
            return message;
        });
    }

    private interface Writing {
        MimeMessage message() throws MessagingException;
    }

    private void send(Writing writing) throws DeliveryException {
        try {
            var message = writing.message();
            message.saveChanges();
            var transport = session.getTransport("smtp");
            try {
                transport.connect(server.username(), server.password());
                transport.sendMessage(message, new Address[] {new InternetAddress(to)});
            } finally {
                close(transport);
            }
        } catch (MessagingException e) {
            throw new DeliveryException(problem(e));
        }
    }

    /// What the server has accepted stays accepted, however the connection ends.
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException _) {
            // as above
        }
    }

    private MimeMessage message(String name, String thread, String subject) throws MessagingException {
        var id = id(to + " " + name);
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(new InternetAddress(from));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, CHARSET);
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("References", id(to + " " + thread));
        return message;
    }

    private String id(String name) {
        return "<" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)) + from.substring(from.indexOf('@'))
                + ">";
    }

    private String problem(MessagingException e) {
        var where = "mail server " + server.host() + ":" + server.port();
        if (e instanceof MailConnectException) {
            return "cannot connect to " + where + ". Check host and port, and that the server runs.";
        }
        if (e instanceof AuthenticationFailedException) {
            return where + " refused the login: " + reason(e) + ". Check username and password-file.";
        }
        if (e.getNextException() instanceof InterruptedIOException) {
            return where + " did not answer within " + server.timeout().toSeconds() + " seconds";
        }
        return where + " did not accept the email for " + to + ": " + reason(e);
    }

    /// Returns what the server answered, which the innermost exception has.
    private static String reason(MessagingException e) {
        Exception innermost = e;
        while (innermost instanceof MessagingException outer && outer.getNextException() != null) {
            innermost = outer.getNextException();
        }
        return String.valueOf(innermost.getMessage()).strip();
    }
}
