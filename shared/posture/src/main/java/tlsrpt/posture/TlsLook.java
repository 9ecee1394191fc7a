package tlsrpt.posture;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One TLS handshake.
///
/// @param protocol such as `TLSv1.3`; empty where the handshake failed
/// @param chain as the server sent it, the leaf first; empty where it sent none
/// @param failure why the handshake failed, `null` where it succeeded
/// @param withoutSni whether no server name was sent, since TLS cannot carry this one
public record TlsLook(
        String protocol,
        List<X509Certificate> chain,
        @Nullable String failure,
        boolean withoutSni) {

    public TlsLook {
        chain = List.copyOf(chain);
    }

    /// Whether the chain can be judged.
    boolean hasChain() {
        return !chain.isEmpty();
    }
}
