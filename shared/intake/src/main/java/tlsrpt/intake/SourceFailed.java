package tlsrpt.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The stream that we were given failed, which says nothing about its bytes. Told apart from the exceptions that
/// libraries throw over bad bytes, so that [Intake#open] can throw the original.
final class SourceFailed extends IOException {

    private final IOException original;

    private SourceFailed(IOException original) {
        super(original);
        this.original = original;
    }

    IOException original() {
        return original;
    }

    static InputStream marking(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                try {
                    return in.read();
                } catch (IOException e) {
                    throw new SourceFailed(e);
                }
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    return in.read(into, offset, length);
                } catch (IOException e) {
                    throw new SourceFailed(e);
                }
            }
        };
    }
}
