package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.sqlite.Database;

/// The raw objects, and the queue of those that are to be read.
class QueueTest {

    private static final String A = "https/2026-03-01/a";
    private static final String B = "https/2026-03-01/b";
    private static final String C = "https/2026-03-01/c";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    private Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("tlsrpt.db"), HostTables.SCHEMA);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void handsOutWhatWasStoredUntilItIsDone() throws Exception {
        var queue = process();
        put(queue, A);

        var batch = queue.next();
        assertThat(batch).extracting(Queue.Entry::key).containsExactly(A);
        assertThat(queue.size()).isEqualTo(1);
        done(batch.getFirst());
        assertThat(queue.size()).isZero();
        assertThat(process().next()).isEmpty();
    }

    @Test
    void takesUpWhatAnotherProcessLeft() throws Exception {
        put(process(), A);

        assertThat(process().next()).extracting(Queue.Entry::key).containsExactly(A);
    }

    @Test
    void handsOutWhatAKillMayHaveInterruptedLastAndAlone() throws Exception {
        var killed = process();
        put(killed, A);
        put(killed, B);
        assertThat(killed.next()).hasSize(2);

        var queue = process();
        put(queue, C);
        for (var key : List.of(C, A, B)) {
            var batch = queue.next();
            assertThat(batch).extracting(Queue.Entry::key).containsExactly(key);
            done(batch.getFirst());
        }
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void suspectsWhatThreeProcessesReadAloneWhenTheyEnded() throws Exception {
        put(process(), A);

        var hostile = new ArrayList<Boolean>();
        for (int kill = 0; kill < 5; kill++) {
            hostile.add(process().next().getFirst().isHostile());
        }
        assertThat(hostile).containsExactly(false, false, false, true, true);
    }

    @Test
    void suspectsNothingForBeingReadAgainInOneProcess() throws Exception {
        put(process(), A);
        var queue = process();

        for (int i = 0; i < 10; i++) {
            assertThat(queue.next().getFirst().isHostile()).isFalse();
        }
    }

    @Test
    void setsAsideWhatFailsFiveTimesUntilItIsReadAgain() throws Exception {
        var queue = process();
        put(queue, A);
        for (int fail = 1; fail <= 5; fail++) {
            var entry = queue.next().getFirst();
            assertThat(entry.fails()).isEqualTo(fail - 1);
            assertThat(queue.again(entry)).isEqualTo(fail < 5);
            assertThat(queue.next()).isEmpty();
            clock = Clock.offset(clock, Duration.ofSeconds(10));
            queue = new Queue(database, clock);
        }
        assertThat(queue.deadLetters()).containsExactly(A);
        assertThat(queue.size()).isZero();

        queue.addAgain(A);
        done(queue.next().getFirst());
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void handsOutBoundedBatchesOfManyEntries() throws Exception {
        var queue = process();
        database.transact(session -> {
            for (int i = 0; i < 1_000; i++) {
                Queue.add(session, "https/" + i, false);
            }
            return 0;
        });
        var keys = new HashSet<String>();
        for (var batch = queue.next(); !batch.isEmpty(); batch = queue.next()) {
            assertThat(batch).hasSizeLessThanOrEqualTo(Queue.BATCH);
            batch.forEach(entry -> {
                keys.add(entry.key());
                done(entry);
            });
        }
        assertThat(keys).hasSize(1_000);
    }

    @Test
    void storesAnObjectOnce() throws Exception {
        var queue = process();

        assertThat(put(queue, A)).isTrue();
        assertThat(put(queue, A)).isFalse();
        assertThat(queue.next()).hasSize(1);
        var found = objects(queue).open(A).orElseThrow();
        assertThat(found.content()).hasContent(A);
        assertThat(found.size()).isEqualTo(A.length());
        assertThat(found.stored()).isEqualTo(clock.instant());
    }

    @Test
    void readsALargeObjectBackByteForByte() throws Exception {
        var queue = process();
        var objects = objects(queue);
        var random = new Random(1);
        for (int size : new int[] {0, 1, 1 << 20, (1 << 20) + 1, 2 << 20, 5_000_000}) {
            var bytes = new byte[size];
            random.nextBytes(bytes);

            assertThat(objects.add("mail/stream/" + size, new ByteArrayInputStream(bytes)))
                    .isTrue();
            assertThat(objects.add("mail/bytes/" + size, bytes)).isTrue();

            for (var key : List.of("mail/stream/" + size, "mail/bytes/" + size)) {
                var found = objects.open(key).orElseThrow();
                assertThat(found.size()).isEqualTo(size);
                assertThat(found.content().readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void removesPartsOfAnUploadThatFails() throws Exception {
        var queue = process();
        var broken = new InputStream() {

            private int left = 3 << 20;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("the sender is gone");
                }
                return 1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length > 0) {
                    bytes[offset] = (byte) read();
                }
                return Math.min(length, 1);
            }
        };
        assertThatIOException().isThrownBy(() -> objects(queue).add("mail/half", broken));
        assertThat(objects(queue).open("mail/half")).isEmpty();
        assertThat(parts()).isZero();
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void removesOnlyPartsOfUploadsThatAKillInterrupted() throws Exception {
        var queue = process();
        objects(queue).add("mail/whole", new byte[3 << 20]);
        database.transact(session -> {
            session.update("INSERT INTO upload (key) VALUES ('mail/half'), ('mail/whole')");
            return session.update("INSERT INTO part (key, n, bytes) VALUES ('mail/half', 0, x'00')");
        });

        assertThat(objects(queue).open("mail/whole").orElseThrow().content().readAllBytes())
                .hasSize(3 << 20);
        assertThat(parts()).isEqualTo(3);
    }

    @Test
    void findsNothingWhereThereIsNoObject() {
        assertThat(objects(process()).open("mail/none")).isEmpty();
    }

    private Queue process() {
        return new Queue(database, clock);
    }

    private ObjectStore objects(Queue queue) {
        return new ObjectStore(database, queue, clock);
    }

    private boolean put(Queue queue, String key) {
        return objects(queue).add(key, key.getBytes(StandardCharsets.UTF_8));
    }

    private void done(Queue.Entry entry) {
        database.transact(session -> {
            Queue.done(session, entry);
            return 0;
        });
    }

    private long parts() {
        return database.<Long>read(session -> session.first("SELECT count(*) FROM part", row -> row.getLong(1))
                .orElseThrow());
    }
}
