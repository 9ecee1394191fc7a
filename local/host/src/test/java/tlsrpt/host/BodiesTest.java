package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodiesTest {

    @Test
    void readsBodiesOfEverySize() throws Exception {
        var random = new Random(1);
        var bodies = new Bodies(1_000_000);
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 3 * 1024, 70_000, 500_000}) {
            var bytes = new byte[size];
            random.nextBytes(bytes);
            try (var body = bodies.begin()) {
                assertThat(body.read(new ByteArrayInputStream(bytes), 500_000))
                        .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
            }
        }
    }

    @Test
    void readsNoBodyThatIsTooLong() throws Exception {
        var bodies = new Bodies(1_000_000);
        try (var body = bodies.begin()) {
            assertThat(body.read(new ByteArrayInputStream(new byte[5_001]), 5_000))
                    .isEmpty();
        }
    }

    @Test
    void givesMemoryBackWhenABodyIsClosed() throws Exception {
        var bodies = new Bodies(200_000);
        for (int i = 0; i < 100; i++) {
            try (var body = bodies.begin()) {
                assertThat(body.read(new ByteArrayInputStream(new byte[100_000]), 100_000))
                        .isPresent();
            }
        }
    }

    @Test
    void givesUpABodyThatStoppedForOneThatNeedsItsMemory() throws Exception {
        var bodies = new Bodies(150_000);
        var stopped = new Stopped(100_000);
        var slow = Thread.ofVirtual().start(() -> {
            try (var body = bodies.begin()) {
                body.read(stopped, 200_000);
            } catch (IOException | Bodies.NoRoomException _) {
                // Given up.
            }
        });
        stopped.waits.await();

        try (var body = bodies.begin()) {
            assertThat(body.read(new ByteArrayInputStream(new byte[100_000]), 100_000))
                    .isPresent();
        }
        slow.join();
    }

    /// Gives some bytes, then waits for ever.
    private static final class Stopped extends InputStream {

        private final CountDownLatch waits = new CountDownLatch(1);
        private int left;

        Stopped(int bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                waits.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IOException("the connection is closed", e);
                }
            }
            int n = Math.min(left, length);
            Arrays.fill(bytes, offset, offset + n, (byte) 1);
            left -= n;
            return n;
        }
    }
}
