package tlsrpt.posture;

import java.net.InetAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One SMTP connection to one address of an MX host, up to the TLS handshake.
///
/// @param seen the reply or error that decided the outcome
/// @param tls the handshake, where there was one
/// @param thorough further handshakes, each on a connection of its own; empty unless they were asked for
public record SmtpLook(
        InetAddress address,
        Outcome outcome,
        String seen,
        @Nullable TlsLook tls,
        Map<Hello, TlsLook> thorough) {

    public SmtpLook {
        thorough = Map.copyOf(thorough);
    }

    /// A look with one handshake at most.
    public SmtpLook(InetAddress address, Outcome outcome, String seen, @Nullable TlsLook tls) {
        this(address, outcome, seen, tls, Map.of());
    }

    public enum Outcome {
        /// Left out on purpose; [#seen] says why.
        NOT_LOOKED,
        /// Not globally reachable, so not contacted.
        NOT_PUBLIC,
        /// The connection was refused, twice.
        REFUSED,
        /// No route to the address.
        UNREACHABLE,
        TIMED_OUT,
        /// Connected, but no greeting of 220: another reply, an endless one, or the connection closed.
        NO_GREETING,
        /// A whole reply to EHLO without STARTTLS.
        NO_STARTTLS,
        /// STARTTLS offered, then answered with an error.
        STARTTLS_REFUSED,
        /// Something other than TLS after 220.
        NOT_TLS,
        /// The handshake ended with an alert or for want of a common version.
        TLS_FAILED,
        /// The handshake succeeded.
        TLS
    }

    /// This look, and one for the certificate with the other kind of key, if the server has one.
    Stream<SmtpLook> ofEachKey() {
        return Stream.concat(
                Stream.of(this),
                Stream.of(Hello.RSA, Hello.ECDSA)
                        .filter(thorough::containsKey)
                        .map(hello -> new SmtpLook(address, outcome, seen, thorough.get(hello))));
    }

    /// Whether a look says something about STARTTLS there.
    boolean reachedStarttls() {
        return outcome.compareTo(Outcome.NO_STARTTLS) >= 0;
    }

    /// Whether it says nothing about the server.
    boolean isUnseen() {
        return switch (outcome) {
            case NOT_LOOKED, UNREACHABLE, TIMED_OUT, NO_GREETING -> true;
            case NOT_PUBLIC, REFUSED, NO_STARTTLS, STARTTLS_REFUSED, NOT_TLS, TLS_FAILED, TLS -> false;
        };
    }
}
