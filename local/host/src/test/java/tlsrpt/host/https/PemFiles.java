package tlsrpt.host.https;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tlsrpt.posture.TestCa;

/// A certificate and its key in a folder, as a client of ACME leaves them, and a client that trusts their authority.
public final class PemFiles {

    private final Path folder;
    private final TestCa authority;

    public PemFiles(Path folder, TestCa authority) {
        this.folder = folder;
        this.authority = authority;
    }

    public Path certificate() {
        return folder.resolve("fullchain.pem");
    }

    public Path key() {
        return folder.resolve("privkey.pem");
    }

    public TestCa.Issued write(TestCa.Leaf leaf) throws IOException {
        var issued = authority.issue(leaf);
        writeChain(issued);
        Files.writeString(key(), pem("PRIVATE KEY", issued.key().getEncoded()));
        return issued;
    }

    void writeChain(TestCa.Issued issued) throws IOException {
        Files.writeString(certificate(), pem(issued.certificate()) + pem(authority.intermediate()));
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    public SSLContext client() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", authority.root());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
