package tlsrpt.aws;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Content of a known length. The JDK's connections end quietly where the other side breaks off, and half a report is
/// none.
final class WholeStream extends FilterInputStream {

    private long left;

    WholeStream(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        return counted(n, n);
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int counted(int read, int bytes) throws IOException {
        if (read >= 0) {
            left -= bytes;
        } else if (left > 0) {
            throw new EOFException("the object breaks off " + left + " bytes before its end");
        }
        return read;
    }
}
