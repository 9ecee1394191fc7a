package tlsrpt.posture;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// One TLSA record. Spec: RFC 6698 §2.1
///
/// @param data the association data in lower-case hexadecimal
public record Tlsa(int usage, int selector, int matching, String data) {

    static final int DANE_TA = 2;
    static final int DANE_EE = 3;

    private static final int PUBLIC_KEY = 1;

    public Tlsa {
        data = data.toLowerCase(Locale.ROOT);
    }

    /// The record that fits this certificate.
    static Tlsa of(int usage, int selector, int matching, X509Certificate certificate) {
        return new Tlsa(usage, selector, matching, digest(selector, matching, certificate));
    }

    /// Whether a sender can use it with SMTP. Spec: RFC 7672 §3.1.3
    boolean isUsable() {
        return (usage == DANE_TA || usage == DANE_EE)
                && (selector == 0 || selector == PUBLIC_KEY)
                && switch (matching) {
                    case 0 -> !data.isEmpty();
                    case 1 -> data.length() == 64;
                    case 2 -> data.length() == 128;
                    default -> false;
                };
    }

    /// Whether the association data is that of this certificate, whatever the usage.
    boolean matches(X509Certificate certificate) {
        return isUsable() && data.equals(digest(selector, matching, certificate));
    }

    private static String digest(int selector, int matching, X509Certificate certificate) {
        try {
            var bytes = selector == PUBLIC_KEY ? certificate.getPublicKey().getEncoded() : certificate.getEncoded();
            return HexFormat.of()
                    .formatHex(
                            switch (matching) {
                                case 1 -> MessageDigest.getInstance("SHA-256").digest(bytes);
                                case 2 -> MessageDigest.getInstance("SHA-512").digest(bytes);
                                default -> bytes;
                            });
        } catch (GeneralSecurityException e) {
            // It was parsed from its encoding, and every JDK has both digests.
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + data;
    }
}
