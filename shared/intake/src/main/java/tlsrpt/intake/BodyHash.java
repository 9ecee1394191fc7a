package tlsrpt.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of a body, canonicalized while it streams by. A line feed alone counts as CRLF, since some servers store
/// mail that way. Spec: RFC 6376 §3.4.3, §3.4.4
final class BodyHash {

    private final boolean relaxed;
    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[4096];
    private int length;
    private long breaks;
    private boolean blank;
    private boolean carriageReturn;
    private boolean written;

    BodyHash(boolean relaxed) {
        this.relaxed = relaxed;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    void update(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                carriageReturn = false;
                blank = false;
                breaks++;
                continue;
            }
            if (carriageReturn) {
                carriageReturn = false;
                character((byte) '\r');
            }
            if (b == '\r') {
                carriageReturn = true;
            } else if (relaxed && (b == ' ' || b == '\t')) {
                blank = true;
            } else {
                character(b);
            }
        }
    }

    byte[] finish() {
        if (carriageReturn) {
            character((byte) '\r');
        }
        // Empty lines at the end do not count; a body of nothing is one empty line, or nothing if relaxed.
        if (written || !relaxed) {
            crlf();
        }
        flush();
        return digest.digest();
    }

    private void character(byte b) {
        for (; breaks > 0; breaks--) {
            crlf();
        }
        if (blank) {
            put((byte) ' ');
            blank = false;
        }
        put(b);
        written = true;
    }

    private void crlf() {
        put((byte) '\r');
        put((byte) '\n');
    }

    private void put(byte b) {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = b;
    }

    private void flush() {
        digest.update(buffer, 0, length);
        length = 0;
    }
}
