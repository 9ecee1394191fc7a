package tlsrpt.posture;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One SMTP connection to one address of an MX host, up to the TLS handshake.
///
/// @param seen the reply or error that decided the outcome
/// @param tls the handshake, where there was one
public record SmtpLook(
        InetAddress address,
        Outcome outcome,
        String seen,
        @Nullable TlsLook tls) {

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
