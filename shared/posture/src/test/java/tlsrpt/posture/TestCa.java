package tlsrpt.posture;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// A CA for tests: a root, an intermediate below it, and leaves of every kind.
public final class TestCa {

    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Instant now;
    private final Issued root;
    private final Issued intermediate;

    /// A certificate and its key.
    public record Issued(X509Certificate certificate, KeyPair keys) {

        public PrivateKey key() {
            return keys.getPrivate();
        }
    }

    /// What a leaf is like; changed from a good one.
    public record Leaf(
            List<String> names,
            Duration age,
            Duration left,
            String keyType,
            int keySize,
            String signature,
            boolean aia) {

        public Leaf aged(Duration begun, Duration remaining) {
            return new Leaf(names, begun, remaining, keyType, keySize, signature, aia);
        }

        public Leaf rsa(int bits) {
            return new Leaf(names, age, left, "RSA", bits, signature, aia);
        }

        public Leaf signed(String algorithm) {
            return new Leaf(names, age, left, keyType, keySize, algorithm, aia);
        }

        public Leaf withoutAia() {
            return new Leaf(names, age, left, keyType, keySize, signature, false);
        }
    }

    public static Leaf leaf(String... names) {
        return new Leaf(List.of(names), Duration.ofDays(10), Duration.ofDays(80), "EC", 256, "SHA256withECDSA", true);
    }

    public TestCa(Instant now) {
        this(now, "Test CA");
    }

    public TestCa(Instant now, String organization) {
        this.now = now;
        var authority =
                new Leaf(List.of(), Duration.ofDays(400), Duration.ofDays(3000), "EC", 256, "SHA256withECDSA", true);
        var keys = keys("EC", 256);
        root = new Issued(certificate("CN=Root,O=" + organization, authority, keys, null, true), keys);
        intermediate = authority("CN=Intermediate,O=" + organization, authority, root);
    }

    public Set<TrustAnchor> roots() {
        return Set.of(new TrustAnchor(root.certificate(), null));
    }

    public X509Certificate root() {
        return root.certificate();
    }

    public X509Certificate intermediate() {
        return intermediate.certificate();
    }

    public Issued issue(Leaf leaf) {
        var keys = keys(leaf.keyType(), leaf.keySize());
        return new Issued(certificate("CN=" + leaf.names().getFirst(), leaf, keys, intermediate, false), keys);
    }

    public static Issued selfSigned(Instant now, Leaf leaf) {
        return new TestCa(now).selfSigned(leaf);
    }

    private Issued selfSigned(Leaf leaf) {
        var keys = keys(leaf.keyType(), leaf.keySize());
        return new Issued(certificate("CN=self", leaf, keys, null, false), keys);
    }

    /// A leaf below an intermediate of its own that is past its end.
    public List<X509Certificate> belowExpiredIntermediate(String name) {
        var ended = new Leaf(List.of(), Duration.ofDays(300), Duration.ofDays(-1), "EC", 256, "SHA256withECDSA", true);
        var old = authority("CN=Old Intermediate", ended, root);
        var keys = keys("EC", 256);
        return List.of(certificate("CN=leaf", leaf(name), keys, old, false), old.certificate());
    }

    /// A leaf below CAs that all have one name and one key, and so sign each other.
    public List<X509Certificate> belowMany(int count) {
        var like = new Leaf(List.of(), Duration.ofDays(300), Duration.ofDays(300), "EC", 256, "SHA256withECDSA", true);
        var keys = keys("EC", 256);
        var chain = new ArrayList<X509Certificate>();
        Issued issuer = null;
        for (int i = 0; i < count; i++) {
            issuer = new Issued(certificate("CN=Loop", like, keys, issuer, true), keys);
            chain.add(issuer.certificate());
        }
        chain.addFirst(certificate("CN=leaf", leaf("mx1.example.com"), keys("EC", 256), issuer, false));
        return chain;
    }

    /// The chain as a well-configured server sends it.
    public List<X509Certificate> chain(Leaf leaf) {
        return List.of(issue(leaf).certificate(), intermediate());
    }

    private Issued authority(String subject, Leaf like, Issued issuer) {
        var keys = keys("EC", 256);
        return new Issued(certificate(subject, like, keys, issuer, true), keys);
    }

    private X509Certificate certificate(
            String subject, Leaf like, KeyPair keys, @Nullable Issued issuer, boolean authority) {
        try {
            var issuerName = issuer == null
                    ? new X500Name(subject)
                    : X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded());
            var builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.minus(like.age())),
                    Date.from(now.plus(like.left())),
                    new X500Name(subject),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!like.names().isEmpty()) {
                var names = new ArrayList<GeneralName>();
                like.names().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            if (issuer != null && like.aia()) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                AccessDescription.id_ad_caIssuers,
                                new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/i.crt")));
            }
            var signingKey = issuer == null ? keys.getPrivate() : issuer.key();
            var algorithm = signingKey.getAlgorithm().equals("RSA")
                    ? like.signature().replace("ECDSA", "RSA")
                    : like.signature();
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String type, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(type);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The chain with a certificate that nobody needs at its end.
    public List<X509Certificate> withRoot(List<X509Certificate> chain) {
        return Stream.concat(chain.stream(), Stream.of(root())).toList();
    }
}
