package tlsrpt.host.https;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import tlsrpt.cli.ForeignText;

/// A certificate with its chain, and the key that belongs to it.
///
/// @param chain the server's own first
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

    private static final int MOST_BYTES = 1 << 20;
    private static final Duration LONGEST_WARNING = Duration.ofDays(10);
    private static final int DNS_NAME = 2;
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?)PRIVATE KEY-----([^-]+)-----END \\1PRIVATE KEY-----");

    ServerCertificate {
        chain = List.copyOf(chain);
    }

    /// The files are unusable. The message says why, and what to do.
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean isOfKey;

        UnusableException(boolean isOfKey, String message) {
            super(message);
            this.isOfKey = isOfKey;
        }

        /// Returns whether the file of the key has the fault.
        boolean isOfKey() {
            return isOfKey;
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    /// Reads both from files in PEM format, as certbot and other clients of ACME write them.
    static ServerCertificate read(Path certificateFile, Path keyFile) throws UnusableException {
        var chain = chain(certificateFile);
        var key = key(keyFile, chain.getFirst());
        if (!belongTogether(key, chain.getFirst())) {
            throw mismatch(certificateFile, keyFile);
        }
        return new ServerCertificate(chain, key);
    }

    private static List<X509Certificate> chain(Path file) throws UnusableException {
        var found = CERTIFICATE.matcher(text(file, false));
        var chain = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            while (found.find()) {
                var pem = found.group().getBytes(StandardCharsets.ISO_8859_1);
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem)));
            }
        } catch (CertificateException _) {
            throw new UnusableException(false, file + " has a certificate that cannot be read. Export it again.");
        }
        if (chain.isEmpty()) {
            throw new UnusableException(
                    false,
                    file + " has no certificate. It must have the server's certificate in PEM format, then those of"
                            + " its issuers.");
        }
        return chain;
    }

    private static PrivateKey key(Path file, X509Certificate certificate) throws UnusableException {
        var text = text(file, true);
        var found = KEY.matcher(text);
        if (text.contains("ENCRYPTED")) {
            throw new UnusableException(
                    true,
                    "the key in " + file + " is encrypted. Store it without a password, readable by this user only.");
        }
        if (!found.find()) {
            throw new UnusableException(true, file + " has no private key. It must have one in PEM format.");
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(found.group(2));
            var encoded = found.group(1).isEmpty() ? bytes : wrapped(bytes, certificate);
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new UnusableException(
                    true,
                    "the key in " + file + " is not a valid "
                            + certificate.getPublicKey().getAlgorithm()
                            + " key, as the certificate requires. Check that the files belong together.");
        }
    }

    /// Puts a key of an older form (`RSA PRIVATE KEY`, `EC PRIVATE KEY`) into the form that Java reads, which names the
    /// kind of the key as the certificate does.
    ///
    /// Spec: RFC 5958 §2, RFC 8017 §A.1.2, RFC 5915 §3
    private static byte[] wrapped(byte[] key, X509Certificate certificate) {
        var version = new byte[] {2, 1, 0};
        return tagged(0x30, version, algorithm(certificate.getPublicKey().getEncoded()), tagged(0x04, key));
    }

    /// Returns the first element of a public key, which names its kind. Spec: RFC 5280 §4.1
    private static byte[] algorithm(byte[] publicKey) {
        int outer = publicKey[1] >= 0 ? 2 : 2 + (publicKey[1] & 0x7f);
        int length = 2 + publicKey[outer + 1]; // It is short for all kinds.
        return Arrays.copyOfRange(publicKey, outer, outer + length);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static String text(Path file, boolean isOfKey) throws UnusableException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnusableException(
                    isOfKey,
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + "). Check that the file exists and that this user may read it.");
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var message = new byte[32];
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(message);
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(message);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static UnusableException mismatch(Path certificateFile, Path keyFile) {
        return new UnusableException(
                true,
                "the key in " + keyFile + " does not belong to the first certificate in " + certificateFile
                        + ". Name the key that this certificate was issued for.");
    }

    Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /// Returns the first name that it is for.
    String name() {
        try {
            var names = Objects.requireNonNullElse(chain.getFirst().getSubjectAlternativeNames(), List.<List<?>>of());
            return names.stream()
                    .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
                    .map(name -> ForeignText.line(String.valueOf(name.getLast()), 100))
                    .findFirst()
                    .orElse("no DNS name");
        } catch (CertificateException _) {
            return "no DNS name";
        }
    }

    /// Returns what is wrong with its time, and what to do.
    Optional<String> fault(Clock clock) {
        var now = clock.instant();
        var begins = chain.getFirst().getNotBefore().toInstant();
        if (now.isBefore(begins)) {
            return Optional.of("the certificate is not valid before " + begins + ". Check the clock of this machine.");
        }
        if (!now.isBefore(expires())) {
            return Optional.of("the certificate expired at " + expires()
                    + ". Renew it; the new files are loaded without a restart.");
        }
        var tenth = Duration.between(begins, expires()).dividedBy(10);
        var warning = tenth.compareTo(LONGEST_WARNING) < 0 ? tenth : LONGEST_WARNING;
        return now.plus(warning).isAfter(expires())
                ? Optional.of("the certificate expires at " + expires()
                        + " and is not renewed. Check the program that renews it; the new files are loaded without a"
                        + " restart.")
                : Optional.empty();
    }
}
