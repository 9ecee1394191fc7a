package tlsrpt.posture.look;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import tlsrpt.posture.Hello;
import tlsrpt.posture.TlsLook;

/// One TLS handshake that accepts and records any certificate, to be judged afterwards.
///
/// Each handshake has a context of its own: a resumed session would show the certificate of an earlier one. The JDK
/// refuses chains of more than 10 certificates and handshake messages over 32 KiB.
///
/// @param failure of a failed handshake, `null` where it succeeded
record TlsClient(
        TlsLook look, @Nullable SSLSocket socket, @Nullable Failure failure) {

    enum Failure {
        TIMED_OUT,
        CLOSED,
        /// The other side does not speak TLS.
        NOT_TLS,
        /// An alert, or no common version.
        ALERT
    }

    static TlsClient connect(Socket plain, String host, Deadline deadline) {
        return connect(plain, host, Hello.USUAL, deadline);
    }

    static TlsClient connect(Socket plain, String host, Hello hello, Deadline deadline) {
        var recorder = new Recorder();
        boolean withoutSni = false;
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            var address = plain.getInetAddress().getHostAddress();
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, address, plain.getPort(), true);
            var parameters = socket.getSSLParameters();
            try {
                parameters.setServerNames(hello == Hello.NO_SNI ? List.of() : List.of(new SNIHostName(host)));
            } catch (IllegalArgumentException e) {
                withoutSni = true;
            }
            restrict(parameters, hello);
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(deadline.leftMillis());
            socket.startHandshake();
            return new TlsClient(
                    new TlsLook(socket.getSession().getProtocol(), recorder.chain, null, withoutSni), socket, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        } catch (IOException e) {
            var failure = failure(e, deadline);
            return new TlsClient(new TlsLook("", recorder.chain, words(failure, e), withoutSni), null, failure);
        }
    }

    /// Up to TLS 1.2, the ciphers tell the server which kind of key the client accepts.
    private static void restrict(SSLParameters parameters, Hello hello) {
        var key = switch (hello) {
            case USUAL, NO_SNI -> null;
            case TLS_1_2 -> "";
            case RSA -> "_RSA_WITH_";
            case ECDSA -> "_ECDSA_WITH_";
        };
        if (key != null) {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(Stream.of(parameters.getCipherSuites())
                    .filter(suite -> suite.contains(key))
                    .toArray(String[]::new));
        }
    }

    private static Failure failure(IOException e, Deadline deadline) {
        var text = String.valueOf(e.getMessage());
        if (deadline.isOver() || e instanceof SocketTimeoutException) {
            return Failure.TIMED_OUT;
        }
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return Failure.NOT_TLS;
        }
        boolean closed = !(e instanceof SSLException)
                || e.getCause() instanceof EOFException
                || text.contains("terminated the handshake")
                || text.contains("Connection reset");
        return closed ? Failure.CLOSED : Failure.ALERT;
    }

    private static String words(Failure failure, IOException e) {
        var text = String.valueOf(e.getMessage());
        return switch (failure) {
            case TIMED_OUT -> "the TLS handshake timed out";
            case CLOSED -> "the connection was closed during the TLS handshake";
            case NOT_TLS -> "the server sent something that is not TLS";
            case ALERT ->
                text.contains("selected protocol version")
                        ? "no common TLS version (protocol_version): " + text
                        : text.replace("(handshake_failure) ", "").replace("Received fatal alert:", "TLS alert");
        };
    }

    private static final class Recorder extends X509ExtendedTrustManager {

        private List<X509Certificate> chain = List.of();

        private void record(X509Certificate[] sent) {
            chain = List.of(sent);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String authType, Socket socket) {
            record(sent);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String authType, SSLEngine engine) {
            record(sent);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String authType) {
            record(sent);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
