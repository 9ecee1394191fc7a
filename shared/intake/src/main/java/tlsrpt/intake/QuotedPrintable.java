package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;

/// Decodes quoted-printable. An `=` that begins neither a byte nor a soft line break stays one.
///
/// Blanks before a line's end, which RFC 2045 §6.7 (3) has us drop, are kept: no report ends up different by them, and
/// dropping takes a memory as long as the longest run of blanks.
final class QuotedPrintable extends InputStream {

    private static final int SOFT_BREAK = -2;

    private final Source in;

    QuotedPrintable(Source in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        while (b == '=') {
            int escape = escape();
            if (escape != SOFT_BREAK) {
                return escape;
            }
            b = in.read();
        }
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int b = read();
            if (b < 0) {
                break;
            }
            into[offset + n++] = (byte) b;
        }
        return n == 0 && length > 0 ? -1 : n;
    }

    private int escape() throws IOException {
        int there = in.ahead(2);
        var buffer = in.buffer();
        int at = in.position();
        if (there >= 2) {
            int high = Character.digit(buffer[at], 16);
            int low = Character.digit(buffer[at + 1], 16);
            if (high >= 0 && low >= 0) {
                in.pass(2);
                return high << 4 | low;
            }
        }
        return softBreak() ? SOFT_BREAK : '=';
    }

    /// Blanks that a gateway added may stand between the `=` and the end of the line.
    private boolean softBreak() throws IOException {
        int there = in.ahead(78);
        for (int i = 0; i < there; i++) {
            byte b = in.buffer()[in.position() + i];
            if (b == '\n') {
                in.pass(i + 1);
                return true;
            }
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        if (there < 78) {
            in.pass(there);
            return true;
        }
        return false;
    }
}
