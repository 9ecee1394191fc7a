package tlsrpt.host;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The memory for request bodies, bounded together from the first byte of each.
///
/// A body that finds no room waits for it. If no room appears, the body that started first is dropped, unless it
/// started only a moment ago, so stalled senders do not block others.
final class Bodies {

    private static final int FIRST_BLOCK = 1 << 10;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final LinkedHashSet<Body> inFlight = new LinkedHashSet<>();
    private long free;

    /// @param bytes of all bodies together; at least as large as one
    Bodies(long bytes) {
        this.free = bytes;
    }

    /// A body that is read, or was; holds its memory until it is closed.
    final class Body implements AutoCloseable {

        private final Thread reader = Thread.currentThread();
        private final long began = System.nanoTime();
        private long held;
        private boolean isComplete;

        /// Reads to the end of the stream.
        ///
        /// @return empty if it is longer than permitted
        /// @throws NoRoomException if there is no memory for it
        Optional<byte[]> read(InputStream in, int most) throws IOException, NoRoomException {
            var blocks = new ArrayList<byte[]>();
            int size = 0;
            int blockSize = FIRST_BLOCK;
            while (true) {
                take(this, blockSize);
                var block = new byte[blockSize];
                int n = in.readNBytes(block, 0, blockSize);
                size += n;
                blocks.add(block);
                if (size > most) {
                    return Optional.empty();
                }
                if (n < blockSize) {
                    complete(this);
                    return Optional.of(joined(blocks, size));
                }
                blockSize = Math.min(2 * blockSize, LARGEST_BLOCK);
            }
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }

    /// There is no memory for a body, or its memory was needed for others.
    static final class NoRoomException extends Exception {

        private static final long serialVersionUID = 1;
    }

    synchronized Body begin() {
        var body = new Body();
        inFlight.add(body);
        return body;
    }

    private synchronized void take(Body body, int bytes) throws NoRoomException {
        long start = System.nanoTime();
        while (free < bytes) {
            giveUpTheFirst(body);
            long left = PATIENCE - (System.nanoTime() - start);
            try {
                if (left <= 0) {
                    throw new NoRoomException();
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, GRACE / 4));
            } catch (InterruptedException _) {
                throw new NoRoomException(); // Given up itself.
            }
        }
        free -= bytes;
        body.held += bytes;
    }

    private void giveUpTheFirst(Body needy) {
        long now = System.nanoTime();
        for (var body : inFlight) {
            if (now - body.began < GRACE) {
                return;
            }
            if (body != needy && !body.isComplete && body.held > 0) {
                body.isComplete = true; // Chosen once.
                body.reader.interrupt(); // Closes its connection, if it waits for bytes.
                return;
            }
        }
    }

    private synchronized void complete(Body body) {
        body.isComplete = true;
        Thread.interrupted(); // It was given up as its last byte came.
    }

    private synchronized void giveBack(Body body) {
        inFlight.remove(body);
        free += body.held;
        body.held = 0;
        body.isComplete = true;
        notifyAll();
    }

    private static byte[] joined(List<byte[]> blocks, int size) {
        var whole = new byte[size];
        int at = 0;
        for (int i = 0; i < blocks.size(); i++) {
            var block = blocks.get(i);
            int n = Math.min(block.length, size - at);
            System.arraycopy(block, 0, whole, at, n);
            at += n;
            blocks.set(i, whole); // The block is no longer needed.
        }
        return whole;
    }
}
