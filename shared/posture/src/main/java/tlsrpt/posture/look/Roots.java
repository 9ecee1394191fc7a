package tlsrpt.posture.look;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// What is trusted without proof: the public CAs and the keys of the DNS root.
public final class Roots {

    private Roots() {}

    /// The CAs that this JDK trusts.
    public static Set<TrustAnchor> publicCas() {
        return cas(null);
    }

    /// The CAs in a key store; `null` for those of the JDK.
    public static Set<TrustAnchor> cas(@Nullable KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(one -> Stream.of(((X509TrustManager) one).getAcceptedIssuers()))
                    .map(certificate -> new TrustAnchor(certificate, null))
                    .collect(Collectors.toSet());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no list of CAs", e);
        }
    }

    /// The DS records of the DNS root's keys, as IANA publishes them.
    public static String dnsAnchors() {
        try (InputStream in = Roots.class.getResourceAsStream("root-anchors.ds")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
