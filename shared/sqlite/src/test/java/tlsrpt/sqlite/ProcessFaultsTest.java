package tlsrpt.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tlsrpt.sqlite.DatabaseTest.SCHEMA;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is acknowledged outlives the process, and what its system calls fail with.
class ProcessFaultsTest {

    @TempDir
    Path folder;

    static Stream<Long> seeds() {
        return LongStream.range(0, Integer.getInteger("kills", 3)).boxed();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsWhatWasAcknowledgedWhenTheProcessIsKilled(long seed) throws Exception {
        var random = new Random(seed);
        var file = folder.resolve("x.db");
        var acknowledged = new ArrayList<Integer>();
        for (int run = 0; run < 2; run++) {
            var process = WriterProcess.start("true", file, run * 100_000, 100_000);
            acknowledged.addAll(
                    WriterProcess.answers(process, 1 + random.nextInt(400)).done());
        }

        try (var database = Database.open(file, SCHEMA)) {
            database.check();
            // What was committed but not yet answered may be there too, wholly.
            var found = database.<List<Integer>>read(
                    session -> session.select("SELECT id FROM queue", row -> row.getInt(1)));
            assertThat(found).containsAll(acknowledged);
            FaultsTest.assertExactly(database, found);
        }
    }

    /// A file may not grow beyond a limit: writes fail as they do on a broken or full disk.
    @Test
    void keepsWhatWasAcknowledgedWhenWritesFail() throws Exception {
        var file = folder.resolve("x.db");

        var limited = WriterProcess.answers(WriterProcess.start("ulimit -f 6000", file, 0, 4000), -1);
        assertThat(limited.done()).isNotEmpty();
        assertThat(limited.faults()).isNotEmpty().isSubsetOf("FULL", "INPUT_OUTPUT");
        assertThat(limited.done().size() + limited.faults().size()).isEqualTo(4000);

        var free = WriterProcess.answers(WriterProcess.start("true", file, 4000, 100), -1);
        assertThat(free.faults()).isEmpty();
        try (var database = Database.open(file, SCHEMA)) {
            database.check();
            FaultsTest.assertExactly(
                    database,
                    Stream.concat(limited.done().stream(), free.done().stream()).toList());
        }
    }

    /// A file system that other files fill and free at random moments.
    @Test
    void goesOnInTheSameProcessWhenThereIsRoomAgain() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()), "only root may mount");
        try {
            fillAndFree(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static void fillAndFree(Path disk) throws Exception {
        var random = new Random(1);
        var file = disk.resolve("x.db");
        var filler = disk.resolve("filler");
        var acknowledged = new ArrayList<Integer>();
        int refused = 0;
        try (var database = Database.open(file, SCHEMA)) {
            for (int i = 0; i < 800; i++) {
                if (i % 40 == 20) {
                    fill(filler);
                } else if (i % 40 == 0) {
                    Files.deleteIfExists(filler);
                }
                try {
                    database.transact(FaultsTest.work(i, random.nextInt(6000)));
                    acknowledged.add(i);
                } catch (DatabaseException e) {
                    assertThat(e).hasMessageStartingWith("disk full");
                    refused++;
                }
            }
            Files.deleteIfExists(filler);
            database.check();
            FaultsTest.assertExactly(database, acknowledged);
        }
        assertThat(refused).isPositive();
        assertThat(acknowledged).hasSizeGreaterThan(400);
    }

    private static void fill(Path filler) {
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException _) {
            // Full, as it is meant to be.
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
