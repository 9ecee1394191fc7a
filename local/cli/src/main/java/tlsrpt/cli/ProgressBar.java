package tlsrpt.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Progress of a long read, for a terminal. It appears after half a second and is erased at the end.
public final class ProgressBar {

    private static final long FIRST_AFTER = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int BAR = 30;

    private final PrintStream err;
    private final long totalBytes;
    private final LongSupplier nanoTime;
    private long nextAt;
    private long bytes;
    private long documents;
    private boolean drawn;

    /// @param totalBytes the size of all files, or zero if unknown
    public ProgressBar(PrintStream err, long totalBytes, LongSupplier nanoTime) {
        this.err = err;
        this.totalBytes = totalBytes;
        this.nanoTime = nanoTime;
        this.nextAt = nanoTime.getAsLong() + FIRST_AFTER;
    }

    /// One that never shows.
    public static ProgressBar hidden() {
        return new ProgressBar(System.err, 0, () -> 0);
    }

    /// Watches what is read of a document.
    InputStream through(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                advance(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                advance(Math.max(n, 0));
                return n;
            }
        };
    }

    void documentRead() {
        documentRead(0);
    }

    /// Counts a document.
    ///
    /// @param bytes of it that were not read [through][#through] here
    public void documentRead(long bytes) {
        documents++;
        advance(bytes);
    }

    /// Makes way for a line.
    public void erase() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
            drawn = false;
        }
    }

    private void advance(long more) {
        bytes += more;
        long now = nanoTime.getAsLong();
        if (now - nextAt >= 0) {
            nextAt = now + EVERY;
            draw();
        }
    }

    private void draw() {
        var read = TextFormat.count(documents, "file") + " read";
        if (totalBytes > 0) {
            int percent = (int) Math.min(100, bytes * 100 / totalBytes);
            int full = percent * BAR / 100;
            read = String.format(
                    Locale.ROOT, "[%s%s] %3d%%  %s", "#".repeat(full), "-".repeat(BAR - full), percent, read);
        }
        err.print("\r\u001b[K" + read);
        err.flush();
        drawn = true;
    }
}
