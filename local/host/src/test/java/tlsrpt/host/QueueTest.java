package tlsrpt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlsrpt.aws.BucketException;

/// The folder that stands for S3, and the queue on disk that hears of its objects.
class QueueTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private DataFolder data;

    @BeforeEach
    void lock() throws IOException {
        data = DataFolder.lock(folder).orElseThrow();
    }

    @AfterEach
    void unlock() {
        data.close();
    }

    @Test
    void handsOutWhatWasPutUntilItIsDone() throws Exception {
        var queue = new Queue(data);
        put(new FolderS3(data, queue), "https/2026-03-01/a");

        var batch = queue.next();
        assertThat(batch).extracting(Queue.Entry::key).containsExactly("https/2026-03-01/a");
        assertThat(queue.isEmpty()).isFalse();
        queue.done(batch.getFirst());
        assertThat(queue.isEmpty()).isTrue();
        assertThat(new Queue(data).next()).isEmpty();
    }

    @Test
    void anotherProcessTakesUpWhatOneLeft() throws Exception {
        var killed = new Queue(data);
        var s3 = new FolderS3(data, killed);
        put(s3, "https/2026-03-01/a");
        killed.next();
        put(s3, "https/2026-03-01/b");
        Files.createFile(data.queue().resolve("unwritten"));

        var queue = new Queue(data);
        assertThat(List.of(queue.next().getFirst(), queue.next().getFirst()))
                .extracting(Queue.Entry::key, Queue.Entry::interrupted)
                .containsExactly(tuple("https/2026-03-01/b", 0), tuple("https/2026-03-01/a", 1));
    }

    @Test
    void whatAKillInterruptedComesLastAndAlone() throws Exception {
        var killed = new Queue(data);
        var s3 = new FolderS3(data, killed);
        put(s3, "https/2026-03-01/a");
        put(s3, "https/2026-03-01/b");
        assertThat(killed.next()).hasSize(2);
        put(s3, "https/2026-03-01/c");

        var queue = new Queue(data);
        assertThat(queue.next()).extracting(Queue.Entry::key).containsExactly("https/2026-03-01/c");
        assertThat(queue.next()).hasSize(1);
        assertThat(queue.next()).hasSize(1);
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void suspectsWhatWasWorkedOnAloneAtEveryKill() throws Exception {
        put(new FolderS3(data, new Queue(data)), "https/2026-03-01/a");

        var received = new ArrayList<Integer>();
        for (int kill = 0; kill < 23; kill++) {
            received.add(new Queue(data).next().getFirst().received());
        }
        assertThat(received.subList(0, 21)).containsOnly(1);
        assertThat(received.subList(21, 23)).containsExactly(2, 3);
    }

    @Test
    void suspectsNothingThatAKillMetBetweenTwoBatches() throws Exception {
        put(new FolderS3(data, new Queue(data)), "https/2026-03-01/a");
        var killed = new Queue(data);
        killed.next();
        killed.settled();

        assertThat(new Queue(data).next()).extracting(Queue.Entry::interrupted).containsExactly(0);
    }

    @Test
    void setsAsideWhatFailsFiveTimes() throws Exception {
        var queue = new Queue(data);
        queue.announce("mail/poison", false);
        var entry = new Queue.Entry(onlyFile(data.queue()), "mail/poison", false, 4, 0);

        assertThat(queue.again(entry)).isTrue();
        assertThat(queue.again(entry.again())).isFalse();
        assertThat(queue.deadLetters()).containsExactly("mail/poison");
        assertThat(new Queue(data).deadLetters()).containsExactly("mail/poison");

        queue.done(queue.announce("mail/poison", true));
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void keepsOnDiskWhatMemoryHasNoRoomFor() throws Exception {
        var queue = new Queue(data);
        for (int i = 0; i < 12_000; i++) {
            queue.ready(queue.announce("https/" + i, false));
        }
        var keys = new HashSet<String>();
        var batches = new ArrayList<Integer>();
        while (!queue.isEmpty()) {
            var batch = queue.next();
            batches.add(batch.size());
            for (var entry : batch) {
                keys.add(entry.key());
                queue.done(entry);
            }
        }
        assertThat(keys).hasSize(12_000);
        assertThat(batches).allMatch(size -> size <= 10);
    }

    @Test
    void putsNothingOverWhatIsThere() throws Exception {
        var queue = new Queue(data);
        var s3 = new FolderS3(data, queue);
        put(s3, "https/2026-03-01/a");

        assertThat(put(s3, "https/2026-03-01/a")).isFalse();
        assertThat(queue.next()).hasSize(1);
        assertThat(s3.open("https/2026-03-01/a").orElseThrow().content()).hasContent("https/2026-03-01/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../lock",
                "mail/../../lock",
                "mail/..",
                "mail/./a",
                "mail//a",
                "mail\\..\\a",
                "a\0"
            })
    void hasNoKeyThatLeadsOutOfTheFolder(String key) throws Exception {
        var s3 = new FolderS3(data, new Queue(data));

        assertThatExceptionOfType(BucketException.class).isThrownBy(() -> put(s3, key));
        assertThatExceptionOfType(BucketException.class).isThrownBy(() -> s3.open(key));
    }

    @Test
    void missesWhatIsNotThere() throws Exception {
        var s3 = new FolderS3(data, new Queue(data));

        assertThat(s3.open("mail/none")).isEmpty();
    }

    private static boolean put(FolderS3 s3, String key) {
        return s3.add(key, key.getBytes(StandardCharsets.UTF_8));
    }

    private static String onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return String.valueOf(files.findFirst().orElseThrow().getFileName());
        }
    }
}
