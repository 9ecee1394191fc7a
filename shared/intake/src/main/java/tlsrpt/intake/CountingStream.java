package tlsrpt.intake;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of one message, counted by its findings.
final class CountingStream extends InputStream {

    private final InputStream in;
    private final Findings findings;

    CountingStream(InputStream in, Findings findings) {
        this.in = in;
        this.findings = findings;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        findings.bytes(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        findings.bytes(Math.max(n, 0));
        return n;
    }
}
