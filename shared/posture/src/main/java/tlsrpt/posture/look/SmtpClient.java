package tlsrpt.posture.look;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.Hello;
import tlsrpt.posture.IpText;
import tlsrpt.posture.SmtpLook;
import tlsrpt.posture.SmtpLook.Outcome;

/// One light conversation with a mail server: greeting, EHLO, STARTTLS, handshake, QUIT. No message is begun.
///
/// It waits for the greeting, since servers that delay it block clients that speak first.
final class SmtpClient {

    private static final int LONGEST_LINE = 1_000;
    private static final int MOST_LINES = 100;

    private final Dialer dialer;
    private final int port;
    private final String helo;
    private final Bounds bounds;

    SmtpClient(Dialer dialer, LookOptions vicinity) {
        this.dialer = dialer;
        this.port = vicinity.ports().smtp();
        this.helo = vicinity.helo();
        this.bounds = vicinity.bounds();
    }

    /// @param lines without the code
    private record Reply(int code, List<String> lines) {

        String text() {
            return code + (lines.isEmpty() ? "" : " " + lines.getFirst());
        }

        boolean offers(String keyword) {
            return lines.stream()
                    .skip(1)
                    .anyMatch(line -> line.strip()
                            .toUpperCase(Locale.ROOT)
                            .split(" ", 2)[0]
                            .equals(keyword));
        }
    }

    /// A reply that is none, or has no end.
    private static final class BadReply extends IOException {
        private static final long serialVersionUID = 1;

        BadReply(String message) {
            super(message);
        }
    }

    SmtpLook look(InetAddress address, String host, Deadline whole) {
        return look(address, host, Hello.USUAL, whole);
    }

    SmtpLook look(InetAddress address, String host, Hello hello, Deadline whole) {
        var deadline = whole.within(bounds.conversation());
        var dialed = dialer.dial(address, port, deadline);
        if (dialed.failure() == Dialer.Failure.REFUSED) {
            // Some servers refuse for a moment, as while they restart: only a second refusal counts.
            dialed = dialer.dial(address, port, deadline);
        }
        var socket = dialed.socket();
        if (socket == null) {
            return new SmtpLook(address, outcome(dialed.failure()), dialed.seen(), null);
        }
        try (var _ = deadline.guard(socket)) {
            return talk(socket, address, host, hello, deadline);
        } catch (SocketTimeoutException e) {
            return new SmtpLook(address, Outcome.TIMED_OUT, "no reply in time", null);
        } catch (BadReply e) {
            return new SmtpLook(address, Outcome.NO_GREETING, String.valueOf(e.getMessage()), null);
        } catch (IOException e) {
            return deadline.isOver()
                    ? new SmtpLook(
                            address, Outcome.TIMED_OUT, "the server kept sending, so the connection was closed", null)
                    : new SmtpLook(address, Outcome.NO_GREETING, "the server closed the connection", null);
        } finally {
            Dialer.close(socket);
        }
    }

    private static Outcome outcome(Dialer.@Nullable Failure failure) {
        return switch (failure) {
            case NOT_PUBLIC -> Outcome.NOT_PUBLIC;
            case NO_IPV6 -> Outcome.NOT_LOOKED;
            case REFUSED -> Outcome.REFUSED;
            case TIMED_OUT -> Outcome.TIMED_OUT;
            case UNREACHABLE -> Outcome.UNREACHABLE;
            case null -> Outcome.UNREACHABLE;
        };
    }

    private SmtpLook talk(Socket socket, InetAddress address, String host, Hello hello, Deadline deadline)
            throws IOException {
        var greeting = read(socket, deadline);
        if (greeting.code() != 220) {
            send(socket, "QUIT");
            return new SmtpLook(address, Outcome.NO_GREETING, "greeting: " + greeting.text(), null);
        }
        send(socket, "EHLO " + (helo.isEmpty() ? literal(socket.getLocalAddress()) : helo));
        var ehlo = read(socket, deadline);
        // 500 and 502 say that the command is unknown, so there are no extensions; others refuse this client.
        boolean unknown = ehlo.code() == 500 || ehlo.code() == 502;
        if (ehlo.code() != 250 && !unknown) {
            send(socket, "QUIT");
            return new SmtpLook(address, Outcome.NO_GREETING, "EHLO: " + ehlo.text(), null);
        }
        if (!ehlo.offers("STARTTLS")) {
            send(socket, "QUIT");
            return new SmtpLook(
                    address, Outcome.NO_STARTTLS, "the reply to EHLO does not offer STARTTLS: " + ehlo.text(), null);
        }
        send(socket, "STARTTLS");
        var starttls = read(socket, deadline);
        if (starttls.code() != 220) {
            send(socket, "QUIT");
            return new SmtpLook(address, Outcome.STARTTLS_REFUSED, "STARTTLS: " + starttls.text(), null);
        }
        return handshake(socket, address, host, hello, deadline);
    }

    private SmtpLook handshake(Socket socket, InetAddress address, String host, Hello hello, Deadline deadline)
            throws IOException {
        var tls = TlsClient.connect(socket, host, hello, deadline.within(bounds.reply()));
        var seen = tls.look().failure();
        var outcome = switch (tls.failure()) {
            case TIMED_OUT, CLOSED -> Outcome.TIMED_OUT;
            case NOT_TLS -> Outcome.NOT_TLS;
            case ALERT -> Outcome.TLS_FAILED;
            case null -> Outcome.TLS;
        };
        var secured = tls.socket();
        if (secured != null) {
            send(secured, "QUIT");
            Dialer.close(secured);
        }
        return new SmtpLook(address, outcome, seen == null ? tls.look().protocol() : seen, tls.look());
    }

    /// What a client without a name of its own says (RFC 5321 §4.1.3).
    private static String literal(InetAddress address) {
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + IpText.of(address) + "]";
    }

    private static void send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /// Reads no byte beyond the reply, since TLS may begin there.
    private Reply read(Socket socket, Deadline deadline) throws IOException {
        var reply = deadline.within(bounds.reply());
        var in = socket.getInputStream();
        var lines = new ArrayList<String>();
        while (lines.size() < MOST_LINES) {
            var line = line(socket, in, reply);
            if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
                throw new BadReply("not an SMTP reply: " + line);
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
        throw new BadReply("a reply of more than " + MOST_LINES + " lines");
    }

    private static String line(Socket socket, InputStream in, Deadline reply) throws IOException {
        var line = new StringBuilder();
        while (line.length() <= LONGEST_LINE) {
            if (reply.isOver()) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(reply.leftMillis());
            int c = in.read();
            if (c < 0) {
                throw new EOFException();
            }
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) c);
        }
        throw new BadReply("a reply line of more than " + LONGEST_LINE + " bytes");
    }
}
