package tlsrpt.posture;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One attempt to fetch the policy from one address of the policy host.
///
/// @param seen the status line or error that decided the outcome
/// @param status of HTTP; 0 where there was none
/// @param location where a redirect points; empty where it is none
/// @param contentType without parameters, lower-case; may be empty
/// @param compressed whether the body was compressed though the request did not ask for it
/// @param body decoded as UTF-8; `null` where there is none to read
/// @param tls the handshake, where there was one
public record PolicyLook(
        InetAddress address,
        Outcome outcome,
        String seen,
        int status,
        String location,
        String contentType,
        boolean compressed,
        @Nullable String body,
        Duration took,
        @Nullable TlsLook tls) {

    public enum Outcome {
        /// Left out on purpose; [#seen] says why.
        NOT_LOOKED,
        /// Not globally reachable, so not contacted.
        NOT_PUBLIC,
        REFUSED,
        UNREACHABLE,
        TIMED_OUT,
        TLS_FAILED,
        /// Something other than HTTP.
        NOT_HTTP,
        /// More than 64 KiB, or headers without end.
        TOO_LONG,
        /// Ended before its announced length.
        CUT_SHORT,
        ANSWERED
    }

    boolean connected() {
        return tls != null || outcome.compareTo(Outcome.TLS_FAILED) >= 0;
    }

    boolean isOk() {
        return outcome == Outcome.ANSWERED && status == 200;
    }
}
