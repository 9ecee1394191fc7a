package tlsrpt.intake;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.intake.Verdict.Why;

/// A public key as DNS has it. Spec: RFC 6376 §3.6.1, RFC 8463 §4, RFC 8301 §3.2
///
/// @param key usable with `algorithm`, or `null`
/// @param why it is not usable, or `null`
/// @param sameDomain whether the identity must be in the signing domain itself (`t=s`)
record DkimKey(@Nullable PublicKey key, @Nullable Why why, boolean sameDomain) {

    private static final int SHORTEST_RSA = 1024;

    /// A longer one costs more than a mail is worth.
    private static final int LONGEST_RSA = 4096;

    /// The DER that stands in front of the 32 bytes of an Ed25519 key. Spec: RFC 8410 §4
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    static DkimKey of(List<String> records, String algorithm) {
        if (records.isEmpty()) {
            return unusable(Why.NO_KEY);
        }
        var tags = records.size() > 1 ? null : TagList.of(records.getFirst());
        if (tags == null || !tags.getOrDefault("v", "DKIM1").equals("DKIM1")) {
            return unusable(Why.MALFORMED_KEY);
        }
        var bytes = tags.get("p");
        boolean rsa = algorithm.startsWith("rsa-");
        if (bytes == null
                || !tags.getOrDefault("k", "rsa").equals(rsa ? "rsa" : "ed25519")
                || !has(tags, "h", "sha256", "sha256")) {
            return unusable(Why.MALFORMED_KEY);
        }
        if (bytes.isEmpty()) {
            return unusable(Why.KEY_REVOKED);
        }
        if (has(tags, "t", "", "y")) {
            return unusable(Why.KEY_FOR_TESTING);
        }
        if (!has(tags, "s", "*", "*") && !has(tags, "s", "", "tlsrpt")) {
            return unusable(Why.KEY_FOR_OTHER_SERVICE);
        }
        return decoded(Blanks.removed(bytes), rsa, has(tags, "t", "", "s"));
    }

    private static DkimKey decoded(String base64, boolean rsa, boolean sameDomain) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            if (rsa) {
                var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
                int bits = ((RSAPublicKey) key).getModulus().bitLength();
                boolean fits = bits >= SHORTEST_RSA
                        && bits <= LONGEST_RSA
                        && ((RSAPublicKey) key).getPublicExponent().bitLength() <= 32;
                return fits ? new DkimKey(key, null, sameDomain) : unusable(Why.KEY_LENGTH);
            }
            var der = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + bytes.length);
            System.arraycopy(bytes, 0, der, ED25519_PREFIX.length, bytes.length);
            return new DkimKey(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)), null, sameDomain);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return unusable(Why.MALFORMED_KEY);
        }
    }

    private static DkimKey unusable(Why why) {
        return new DkimKey(null, why, false);
    }

    /// Whether a list of words, or what stands for a missing one, holds a word.
    private static boolean has(Map<String, String> tags, String name, String otherwise, String word) {
        return Arrays.stream(tags.getOrDefault(name, otherwise).split(":", -1))
                .map(Blanks::stripped)
                .anyMatch(word::equals);
    }
}
