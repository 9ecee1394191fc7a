package tlsrpt.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static tlsrpt.sqlite.DatabaseTest.SCHEMA;
import static tlsrpt.sqlite.DatabaseTest.item;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tlsrpt.sqlite.DatabaseException.Fault;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Write;

/// Each fault is one message that says what happened, why, and what to do; nothing is repaired or lost in silence.
class FaultsTest {

    @TempDir
    Path folder;

    @Test
    void refusesAFileThatIsNotADatabase() throws Exception {
        var file = Files.writeString(folder.resolve("x.db"), "This is a letter, not a database.\n".repeat(200));

        assertFault(file, Fault.DAMAGED, "is damaged", "not a database", "restore a backup");
        assertThat(file).content().startsWith("This is a letter");
    }

    @Test
    void refusesADatabaseOfAnotherProgram() throws Exception {
        var file = folder.resolve("x.db");
        sql(file, "CREATE TABLE pictures (name TEXT)");
        var before = Files.readAllBytes(file);

        assertFault(file, Fault.FOREIGN, "is not a database of TLS-RPT Collector", "Use another data folder");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws Exception {
        var file = filled();
        sql(file, "PRAGMA user_version = 4");

        assertFault(file, Fault.NEWER, "has version 4", "knows only version 3", "Use the newer program");
    }

    @Test
    void refusesAFolderThatDoesNotExist() {
        assertFault(folder.resolve("none/x.db"), Fault.CANNOT_OPEN, "cannot open", "Check that its folder exists");
    }

    @Test
    void refusesADatabaseThatCannotBeWritten() {
        try (var database = Database.open(folder.resolve("x.db"), SCHEMA)) {
            database.transact(session -> session.update("PRAGMA query_only = ON"));

            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> database.table().write(Write.put(item("a", 1))))
                    .withMessageContaining("is read-only. Check the permissions")
                    .returns(Fault.READ_ONLY, DatabaseException::fault);
        }
    }

    @Test
    void reportsThatAnotherProcessHoldsTheLock() throws Exception {
        var file = filled();
        try (var database = Database.open(file, SCHEMA);
                var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            database.transact(session -> session.select("PRAGMA busy_timeout = 1", row -> 0));
            statement.execute("BEGIN IMMEDIATE");

            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> database.table().write(Write.put(item("z", 1))))
                    .withMessageContaining("is locked by another process. Stop that process")
                    .returns(Fault.LOCKED, DatabaseException::fault);

            statement.execute("ROLLBACK");
            assertThat(database.table().write(Write.put(item("z", 1)))).isTrue();
        }
    }

    @Test
    void reportsDamagedPages() throws Exception {
        var file = filled();
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 3; page < bytes.length() / 4096; page++) {
                bytes.seek(page * 4096);
                bytes.write(new byte[100]);
            }
        }
        try (var database = Database.open(file, SCHEMA)) {
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(() -> database.table().all(Range.of("p")))
                    .withMessageContaining("is damaged")
                    .returns(Fault.DAMAGED, DatabaseException::fault);
            assertThatExceptionOfType(DatabaseException.class)
                    .isThrownBy(database::check)
                    .withMessageContaining("is damaged")
                    .returns(Fault.DAMAGED, DatabaseException::fault);
        }
    }

    @Test
    void reportsAnItemThatIsNotJson() throws Exception {
        var file = filled();
        for (var json : List.of("", "[1]", "{\"n\": 1.5}", "{\"n\": null}", "{\"n\"")) {
            sql(file, "UPDATE item SET item = '" + json + "' WHERE sk = 's7'");
            try (var database = Database.open(file, SCHEMA)) {
                assertThatExceptionOfType(DatabaseException.class)
                        .isThrownBy(() -> database.table().get(new Key("p", "s7")))
                        .withMessageContaining("item p s7 is not readable");
            }
        }
    }

    @Test
    void findsNothingWrongWithAHealthyDatabase() {
        try (var database = Database.open(filled(), SCHEMA)) {
            assertThatNoException().isThrownBy(database::check);
        }
    }

    static Stream<Long> seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 10)).boxed();
    }

    /// Fills the database at a random page, again and again, while transactions run; each is done or not.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void countsExactlyWhatWasAcknowledgedWhenTheDiskIsFullAtAnyPage(long seed) {
        var random = new Random(seed);
        var file = folder.resolve("x.db");
        var acknowledged = new ArrayList<Integer>();
        int refused = 0;
        try (var database = Database.open(file, SCHEMA)) {
            for (int i = 0; i < 300; i++) {
                if (i % 20 == 0) {
                    int room = i % 40 == 0 ? random.nextInt(40) : 100_000;
                    database.transact(
                            session -> session.select("PRAGMA max_page_count = " + (pages(session) + room), row -> 0));
                }
                try {
                    database.transact(work(i, random.nextInt(20_000)));
                    acknowledged.add(i);
                } catch (DatabaseException e) {
                    assertThat(e.fault()).isEqualTo(Fault.FULL);
                    assertThat(e).hasMessageStartingWith("disk full").hasMessageContaining("Free some space");
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
        assertThat(acknowledged).hasSizeGreaterThan(100);
        try (var database = Database.open(file, SCHEMA)) {
            database.check();
            assertExactly(database, acknowledged);
        }
    }

    /// What one report does: a row of bytes, an item, a sum.
    static Work<Integer> work(int i, int size) {
        return session -> {
            session.update("INSERT INTO queue (id, key, bytes) VALUES (?, ?, ?)", i, "mail/" + i, new byte[size]);
            session.table()
                    .write(List.of(
                            Write.put(Item.at(new Key("p", "report " + i))
                                    .put("n", i)
                                    .item()),
                            Write.Change.of(new Key("sums", "all")).add("n", i).add("reports", 1)));
            return i;
        };
    }

    /// Finds exactly the work of these numbers, and of each all or nothing.
    static void assertExactly(Database database, List<Integer> numbers) {
        assertThat(database.<List<Integer>>read(
                        session -> session.select("SELECT id FROM queue ORDER BY id", row -> row.getInt(1))))
                .containsExactlyElementsOf(numbers.stream().sorted().toList());
        assertThat(database.table().all(Range.of("p")))
                .extracting(item -> (int) item.number("n"))
                .containsExactlyInAnyOrderElementsOf(numbers);
        var sums = database.table().get(new Key("sums", "all"));
        assertThat(sums.map(item -> item.number("reports")).orElse(0L)).isEqualTo(numbers.size());
        assertThat(sums.map(item -> item.number("n")).orElse(0L))
                .isEqualTo(numbers.stream().mapToLong(n -> n).sum());
    }

    private static int pages(Session session) {
        return session.first("PRAGMA page_count", row -> row.getInt(1)).orElseThrow();
    }

    private Path filled() {
        var file = folder.resolve("x.db");
        try (var database = Database.open(file, SCHEMA)) {
            for (int i = 0; i < 30; i++) {
                database.table()
                        .write(Write.put(Item.at(new Key("p", "s" + i))
                                .put("text", "x".repeat(3000))
                                .item()));
            }
        }
        return file;
    }

    private static void assertFault(Path file, Fault fault, String... parts) {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> Database.open(file, SCHEMA))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(parts))
                .withMessageContaining(file.toString())
                .returns(fault, DatabaseException::fault);
    }

    private static void sql(Path file, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
