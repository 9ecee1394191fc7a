package tlsrpt.posture.look;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.PolicyLook;
import tlsrpt.posture.PolicyLook.Outcome;
import tlsrpt.posture.TlsLook;

/// One GET of the policy from one address. Spec: RFC 8461 §3.3
///
/// It follows no redirect, sends no cookie, and asks for no compression. The JDK's HTTP client would choose the address
/// itself and hide the certificates that it refuses.
final class PolicyClient {

    private static final String PATH = "/.well-known/mta-sts.txt";
    private static final String AGENT = "tlsrpt-check (TLS-RPT Collector)";
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_BODY = 64 * 1024;

    private final Dialer dialer;
    private final int port;
    private final Duration patience;

    PolicyClient(Dialer dialer, LookOptions vicinity) {
        this.dialer = dialer;
        this.port = vicinity.ports().https();
        this.patience = vicinity.bounds().download();
    }

    private record Head(int status, String statusLine, Map<String, String> fields) {

        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    private static final class Stopped extends IOException {
        private static final long serialVersionUID = 1;
        private final Outcome outcome;

        Stopped(Outcome outcome, String message) {
            super(message);
            this.outcome = outcome;
        }
    }

    PolicyLook look(InetAddress address, String host, Deadline whole) {
        var deadline = whole.within(patience);
        long began = System.nanoTime();
        var dialed = dialer.dial(address, port, deadline);
        var socket = dialed.socket();
        if (socket == null) {
            return failed(address, outcome(dialed.failure()), dialed.seen(), null, began);
        }
        TlsLook look = null;
        try (var _ = deadline.guard(socket)) {
            var tls = TlsClient.connect(socket, host, deadline);
            look = tls.look();
            var secured = tls.socket();
            if (secured == null) {
                var seen = String.valueOf(look.failure());
                return tls.failure() == TlsClient.Failure.TIMED_OUT
                        ? failed(address, Outcome.TIMED_OUT, seen, null, began)
                        : failed(address, Outcome.TLS_FAILED, seen, look, began);
            }
            return get(secured, address, host, look, deadline, began);
        } catch (Stopped e) {
            return failed(address, e.outcome, String.valueOf(e.getMessage()), look, began);
        } catch (SocketTimeoutException e) {
            return failed(address, Outcome.TIMED_OUT, overTime(), look, began);
        } catch (IOException e) {
            return deadline.isOver()
                    ? failed(address, Outcome.TIMED_OUT, overTime(), look, began)
                    : failed(
                            address,
                            Outcome.CUT_SHORT,
                            "the connection closed before the answer was complete",
                            look,
                            began);
        } finally {
            Dialer.close(socket);
        }
    }

    private static String overTime() {
        return "the answer was not complete in time";
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

    private static PolicyLook failed(
            InetAddress address, Outcome outcome, String seen, @Nullable TlsLook tls, long began) {
        return new PolicyLook(address, outcome, seen, 0, "", "", false, null, since(began), tls);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static PolicyLook get(
            Socket socket, InetAddress address, String host, TlsLook tls, Deadline deadline, long began)
            throws IOException {
        socket.setSoTimeout(deadline.leftMillis());
        var request = "GET " + PATH + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + AGENT
                + "\r\nAccept: text/plain\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        var in = new Bounded(socket.getInputStream(), deadline);
        in.allow(LONGEST_HEAD, "the headers are longer than 16 KiB");
        var head = head(in);
        // 100 and 103 come before the answer itself.
        while (head.status() < 200) {
            head = head(in);
        }
        boolean compressed = false;
        String body = null;
        if (head.status() == 200) {
            var bytes = body(in, head);
            var encoding = head.field("content-encoding").toLowerCase(Locale.ROOT);
            compressed = !encoding.isEmpty() && !encoding.equals("identity");
            body = compressed ? unzipped(bytes) : new String(bytes, StandardCharsets.UTF_8);
        }
        var type = head.field("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean redirect = head.status() >= 300 && head.status() < 400;
        return new PolicyLook(
                address,
                Outcome.ANSWERED,
                head.statusLine(),
                head.status(),
                redirect ? head.field("location") : "",
                type,
                compressed,
                body,
                since(began),
                tls);
    }

    private static Head head(Bounded in) throws IOException {
        var statusLine = in.line();
        if (!statusLine.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new Stopped(Outcome.NOT_HTTP, "not an HTTP answer: " + statusLine);
        }
        var fields = new HashMap<String, String>();
        for (var line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Head(Integer.parseInt(statusLine.substring(9, 12)), statusLine, fields);
    }

    private static byte[] body(Bounded in, Head head) throws IOException {
        in.allow(LONGEST_BODY + LONGEST_HEAD, "the file is longer than 64 KiB");
        var body = new ByteArrayOutputStream();
        if (head.field("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            for (int size = chunkSize(in.line()); size > 0; size = chunkSize(in.line())) {
                body.write(in.exactly(checked(body.size() + (long) size) - body.size()));
                in.line();
            }
        } else if (!head.field("content-length").isEmpty()) {
            body.write(in.exactly(checked(length(head.field("content-length")))));
        } else {
            for (int c = in.read(); c >= 0; c = in.read()) {
                body.write(c);
                checked(body.size());
            }
        }
        return body.toByteArray();
    }

    private static int checked(long size) throws Stopped {
        if (size > LONGEST_BODY) {
            throw new Stopped(Outcome.TOO_LONG, "the file is longer than 64 KiB");
        }
        return (int) size;
    }

    private static long length(String text) throws Stopped {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Stopped(Outcome.NOT_HTTP, "not a length: " + text);
        }
        return Long.parseLong(text);
    }

    private static int chunkSize(String line) throws Stopped {
        var size = line.split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,7}")) {
            throw new Stopped(Outcome.NOT_HTTP, "not a chunk size: " + line);
        }
        return Integer.parseInt(size, 16);
    }

    private static @Nullable String unzipped(byte[] bytes) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            var plain = in.readNBytes(LONGEST_BODY + 1);
            checked(plain.length);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (Stopped e) {
            throw e;
        } catch (IOException e) {
            return null;
        }
    }

    /// Reads up to a number of bytes and up to a deadline.
    private static final class Bounded {

        private final InputStream in;
        private final Deadline deadline;
        private int left;
        private String refusal = "";

        Bounded(InputStream in, Deadline deadline) {
            this.in = in;
            this.deadline = deadline;
        }

        void allow(int bytes, String otherwise) {
            left = bytes;
            refusal = otherwise;
        }

        int read() throws IOException {
            if (deadline.isOver()) {
                throw new SocketTimeoutException();
            }
            if (left-- <= 0) {
                throw new Stopped(Outcome.TOO_LONG, refusal);
            }
            return in.read();
        }

        String line() throws IOException {
            var line = new StringBuilder();
            for (int c = read(); c != '\n'; c = read()) {
                if (c < 0) {
                    throw new EOFException();
                }
                line.append((char) c);
            }
            return line.toString().stripTrailing();
        }

        byte[] exactly(int count) throws IOException {
            var bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                int c = read();
                if (c < 0) {
                    throw new EOFException();
                }
                bytes[i] = (byte) c;
            }
            return bytes;
        }
    }
}
