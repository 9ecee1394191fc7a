package tlsrpt.intake;

import java.io.IOException;
import java.util.Arrays;

/// Decodes base64 up to its padding or its end. What is not of its alphabet is passed over. Spec: RFC 2045 §6.8
final class Base64 extends Blocks {

    private static final byte[] SEXTETS = new byte[256];

    static {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        Arrays.fill(SEXTETS, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            SEXTETS[alphabet.charAt(i)] = (byte) i;
        }
    }

    private final Source in;
    private boolean ended;
    private int sextets;
    private int bits;
    private int bytesLeft;

    Base64(Source in) {
        this.in = in;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (bytesLeft > 0) {
                into[at++] = (byte) (bits >>> (8 * --bytesLeft));
            } else if (ended) {
                break;
            } else {
                if (sextets == 0) {
                    at = whole(into, at, end);
                }
                if (at < end) {
                    sextet();
                }
            }
        }
        return at == offset && length > 0 ? -1 : at - offset;
    }

    /// As many groups of four as stand in a row.
    private int whole(byte[] into, int from, int end) throws IOException {
        int there = in.ahead(1);
        var buffer = in.buffer();
        int first = in.position();
        int at = first;
        int to = from;
        while (at + 4 <= first + there && to + 3 <= end) {
            int group = (SEXTETS[buffer[at] & 0xff] << 18)
                    | (SEXTETS[buffer[at + 1] & 0xff] << 12)
                    | (SEXTETS[buffer[at + 2] & 0xff] << 6)
                    | SEXTETS[buffer[at + 3] & 0xff];
            if (group < 0) {
                break;
            }
            into[to] = (byte) (group >>> 16);
            into[to + 1] = (byte) (group >>> 8);
            into[to + 2] = (byte) group;
            at += 4;
            to += 3;
        }
        in.pass(at - first);
        return to;
    }

    private void sextet() throws IOException {
        if (passOver() && sextets == 0) {
            return;
        }
        int b = in.read();
        if (b < 0 || b == '=') {
            ended = true;
            bytesLeft = sextets * 6 / 8;
            bits >>>= (sextets * 6) % 8;
        } else if (SEXTETS[b] >= 0) {
            bits = (bits << 6) | SEXTETS[b];
            if (++sextets == 4) {
                bytesLeft = 3;
                sextets = 0;
            }
        }
    }

    /// Line ends, mostly.
    private boolean passOver() throws IOException {
        int there = in.ahead(1);
        var buffer = in.buffer();
        int first = in.position();
        int at = first;
        while (at < first + there && SEXTETS[buffer[at] & 0xff] < 0 && buffer[at] != '=') {
            at++;
        }
        in.pass(at - first);
        return at > first;
    }
}
