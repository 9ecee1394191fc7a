package tlsrpt.host.https;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// Gives each handshake the certificate of the moment. A handshake that began before a renewal ends with what it began
/// with, as the alias that it was given names one certificate.
final class CurrentKey implements X509KeyManager {

    private record Numbered(String alias, ServerCertificate certificate) {}

    private static final int KEPT = 3;

    private volatile List<Numbered> newestFirst;
    private int number;

    CurrentKey(ServerCertificate certificate) {
        newestFirst = List.of(new Numbered("0", certificate));
    }

    SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    ServerCertificate certificate() {
        return newestFirst.getFirst().certificate();
    }

    synchronized void renew(ServerCertificate certificate) {
        number++;
        var all = new ArrayList<>(newestFirst);
        all.addFirst(new Numbered(String.valueOf(number), certificate));
        newestFirst = List.copyOf(all.subList(0, Math.min(all.size(), KEPT)));
    }

    private ServerCertificate of(String alias) {
        return newestFirst.stream()
                .filter(one -> one.alias().equals(alias))
                .findFirst()
                .orElse(newestFirst.getFirst())
                .certificate();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        var current = newestFirst.getFirst();
        return keyType.equals(current.certificate().key().getAlgorithm()) ? current.alias() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
