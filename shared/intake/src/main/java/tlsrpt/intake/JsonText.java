package tlsrpt.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The JSON that a report was read from. It is the same by every way that it came, however it was wrapped.
public final class JsonText {

    private final byte[] document;
    private final int length;

    JsonText(byte[] document, int length) {
        this.document = document;
        this.length = length;
    }

    /// Its SHA-256 in hex. Reckoned when asked for, since most readers need it not.
    public String sha256() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(document, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
