package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;

/// A stream that can be looked into before it is read.
final class Source extends InputStream {

    private static final int WINDOW = 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[WINDOW];
    private int position;
    private int end;
    private boolean ended;
    private long fetched;

    Source(InputStream in) {
        this.in = in;
    }

    /// Looks `wanted` bytes ahead, at most a window; fewer are there only at the end of the stream.
    ///
    /// @return how many bytes from [#position] on may be looked at
    int ahead(int wanted) throws IOException {
        if (end - position >= wanted || ended) {
            return end - position;
        }
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        while (end < wanted) {
            int n = in.read(buffer, end, buffer.length - end);
            if (n < 0) {
                ended = true;
                break;
            }
            end += n;
            fetched += n;
        }
        return end - position;
    }

    boolean inflates() {
        return in instanceof InflationGuard;
    }

    int window() {
        return buffer.length;
    }

    /// Valid until the next call that looks further ahead.
    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    /// Takes bytes that were looked at.
    void pass(int bytes) {
        position += bytes;
    }

    void passAll() throws IOException {
        while (ahead(1) > 0) {
            position = end;
        }
    }

    /// Gives bytes back that were taken since [#ahead].
    void giveBack(int bytes) {
        position -= bytes;
    }

    /// The bytes taken so far.
    long taken() {
        return fetched - (end - position);
    }

    @Override
    public int read() throws IOException {
        return ahead(1) == 0 ? -1 : buffer[position++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == end && length >= buffer.length && !ended) {
            int n = in.read(into, offset, length);
            ended = n < 0;
            fetched += Math.max(n, 0);
            return n;
        }
        int there = ahead(1);
        if (there == 0) {
            return -1;
        }
        int n = Math.min(there, length);
        System.arraycopy(buffer, position, into, offset, n);
        position += n;
        return n;
    }
}
