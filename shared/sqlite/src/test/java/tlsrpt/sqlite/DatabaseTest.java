package tlsrpt.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Write;

class DatabaseTest {

    static final Schema SCHEMA =
            new Schema(3, List.of("CREATE TABLE queue (id INTEGER PRIMARY KEY, key TEXT NOT NULL, bytes BLOB)"));

    @TempDir
    Path folder;

    private Path file;
    private Database database;

    @BeforeEach
    void open() {
        file = folder.resolve("tlsrpt.db");
        database = Database.open(file, SCHEMA);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keepsWhatIsCommittedWhenItIsOpenedAgain() {
        database.table().write(Write.put(item("a", 1)));
        database.close();

        database = Database.open(file, SCHEMA);

        assertThat(database.table().all(Range.of("p"))).containsExactly(item("a", 1));
    }

    @Test
    void writesItemsAndTheOwnersTablesInOneTransaction() {
        database.transact(session -> {
            session.update("INSERT INTO queue (key, bytes) VALUES (?, ?)", "mail/1", new byte[] {1, 0, -1});
            return session.table().write(Write.put(item("a", 1)));
        });

        assertThat(database.<byte[]>read(session -> session.first("SELECT bytes FROM queue", row -> row.getBytes(1))
                        .orElseThrow()))
                .containsExactly(1, 0, -1);
        assertThat(database.table().get(new Key("p", "a"))).contains(item("a", 1));
    }

    @Test
    void undoesAllThatFailedWorkHasDone() {
        assertThatThrownBy(() -> database.transact(session -> {
                    session.update("INSERT INTO queue (key) VALUES ('mail/1')");
                    session.table().write(Write.put(item("a", 1)));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");

        assertThat(database.table().all(Range.of("p"))).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void commitsTheOthersOfAGroupWhenOneFails() {
        var answers = group(List.of(
                session -> session.table().write(Write.put(item("a", 1))),
                session -> {
                    session.table().write(Write.put(item("b", 1)));
                    throw new IllegalArgumentException("no");
                },
                session -> {
                    session.table().write(Write.put(item("c", 1)));
                    return session.update("INSERT INTO nowhere VALUES (1)");
                },
                session -> session.table().write(Write.put(item("d", 1)))));

        assertThat(answers.get(0)).isCompleted();
        assertThat(answers.get(1)).failsWithin(Duration.ZERO);
        assertThat(answers.get(2))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("no such table: nowhere")
                .withMessageContaining("report this as a bug");
        assertThat(answers.get(3)).isCompleted();
        assertThat(database.table().all(Range.of("p"))).containsExactly(item("a", 1), item("d", 1));
    }

    @Test
    void failsAGroupWhoseTransactionIsUndoneByTheDatabase() {
        undoEverythingAt("b");

        var answers = group(List.of(
                session -> session.table().write(Write.put(item("a", 1))),
                session -> session.table().write(Write.put(item("b", 1))),
                session -> session.table().write(Write.put(item("c", 1)))));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withCauseInstanceOf(DatabaseException.class));
        assertThat(database.table().all(Range.of("p"))).isEmpty();
        database.table().write(Write.put(item("d", 1)));
        assertThat(database.table().all(Range.of("p"))).containsExactly(item("d", 1));
    }

    @Test
    void failsWorkThatIgnoresThatAStatementFailed() {
        undoEverythingAt("b");

        assertThatThrownBy(() -> database.transact(session -> {
                    session.table().write(Write.put(item("a", 1)));
                    for (var sk : List.of("b", "c")) {
                        try {
                            session.table().write(Write.put(item(sk, 1)));
                        } catch (DatabaseException _) {
                            // As careless work does.
                        }
                    }
                    return 0;
                }))
                .isInstanceOf(DatabaseException.class);

        assertThat(database.table().all(Range.of("p"))).isEmpty();
    }

    @Test
    void readsWhatIsCommittedWhileTheWriterIsAtWork() throws Exception {
        database.table().write(Write.put(item("a", 1)));
        var began = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var answer = database.submit(session -> {
            session.table().write(Write.put(item("b", 1)));
            began.countDown();
            await(mayEnd);
            return session.table().all(Range.of("p")).size();
        });
        began.await();

        assertThat(database.table().all(Range.of("p"))).containsExactly(item("a", 1));

        mayEnd.countDown();
        assertThat(answer.get()).isEqualTo(2);
        assertThat(database.table().all(Range.of("p"))).hasSize(2);
    }

    @Test
    void readsOneStateInOneRead() {
        database.table().write(Write.put(item("a", 1)));

        long difference = database.read(session -> {
            long before = session.table().get(new Key("p", "a")).orElseThrow().number("n");
            CompletableFuture.runAsync(() -> database.table().write(Write.put(item("a", 2))))
                    .join();
            return session.table().get(new Key("p", "a")).orElseThrow().number("n") - before;
        });

        assertThat(difference).isZero();
    }

    @Test
    void refusesToWriteInARead() {
        assertThatThrownBy(() -> database.read(session -> session.update("DELETE FROM queue")))
                .isInstanceOf(DatabaseException.class);
        assertThat(database.table().all(Range.of("p"))).isEmpty();
    }

    @Test
    void refusesToWaitForItselfWithinATransaction() {
        for (var each : List.of(database, Database.inMemory(SCHEMA))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> each.transact(session -> each.table().get(new Key("p", "a"))));
            assertThatIllegalStateException()
                    .isThrownBy(() -> each.transact(session -> each.table().write(Write.put(item("a", 1)))));
            assertThat(each.table().all(Range.of("p"))).isEmpty();
        }
    }

    @Test
    void deletesWhatHasExpiredInBoundedSteps() {
        var now = Instant.parse("2026-11-29T00:00:00Z");
        for (long i = -5; i <= 5; i++) {
            long expires = now.getEpochSecond() + i;
            database.table()
                    .write(Write.put(Item.at(new Key("p", "s" + (5 + i)))
                            .put("expires", expires)
                            .item()));
        }
        database.table().write(Write.put(item("never", 1)));

        assertThat(database.deleteExpired(now, 4)).isEqualTo(4);
        assertThat(database.deleteExpired(now, 4)).isEqualTo(2);
        assertThat(database.deleteExpired(now, 4)).isZero();

        assertThat(database.table().all(Range.of("p"))).hasSize(6);
    }

    @Test
    void forgetsAnExpiryThatAChangeTakesBack() {
        var key = new Key("p", "a");
        database.table().write(Write.Change.of(key).set("expires", 1));
        database.table().write(Write.Change.of(key).set("expires", 1_000_000_000_000L));

        assertThat(database.deleteExpired(Instant.ofEpochSecond(1000), 10)).isZero();
    }

    @Test
    void givesSpaceBackToTheFileSystem() throws Exception {
        for (int i = 0; i < 50; i++) {
            database.table()
                    .write(Write.put(Item.at(new Key("p", "s" + i))
                            .put("text", "x".repeat(20_000))
                            .put("expires", 1)
                            .item()));
        }
        database.transact(session -> 0);
        long pages = pages();

        assertThat(database.deleteExpired(Instant.ofEpochSecond(2), 100)).isEqualTo(50);

        assertThat(pages()).isLessThan(pages / 5);
    }

    @Test
    void keepsItemsAsJsonThatSqlCanQuery() {
        database.table()
                .write(Write.put(Item.at(new Key("p", "a"))
                        .put("n", 1_000_000_000_001L)
                        .put("text", "b\u00fccher \"x\"")
                        .put("list", List.of("x", "y"))
                        .put("set", true)
                        .item()));

        var values = database.read(session -> session.first(
                "SELECT item ->> '$.n' + 1, item ->> '$.text', item ->> '$.list[1]', item ->> '$.set' FROM item",
                row -> List.of(row.getLong(1), row.getString(2), row.getString(3), row.getInt(4))));

        assertThat(values).contains(List.of(1_000_000_000_002L, "b\u00fccher \"x\"", "y", 1));
    }

    @Test
    void backsUpWhileItIsWritten() throws Exception {
        var writer = CompletableFuture.runAsync(() -> IntStream.range(0, 300)
                .forEach(i ->
                        database.table().write(List.of(Write.put(item("a" + i, 1)), Write.put(item("b" + i, 1))))));
        database.table().write(Write.put(item("first", 1)));

        var copy = folder.resolve("copy.db");
        Database.backup(file, SCHEMA, copy);
        writer.join();

        try (var copied = Database.open(copy, SCHEMA)) {
            copied.check();
            var items = copied.table().all(Range.of("p"));
            assertThat(items).contains(item("first", 1));
            assertThat(items.size() % 2).isEqualTo(1);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
    }

    @Test
    void replacesNothingByABackup() throws Exception {
        var copy = folder.resolve("copy.db");
        Files.writeString(copy, "precious");

        assertThatThrownBy(() -> Database.backup(file, SCHEMA, copy)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(copy).hasContent("precious");
    }

    @Test
    void finishesWhatWaitsBeforeItCloses() {
        var mayEnd = new CountDownLatch(1);
        var _ = database.submit(session -> {
            await(mayEnd);
            return 0;
        });
        var answer = database.submit(session -> session.table().write(Write.put(item("a", 1))));
        mayEnd.countDown();
        database.close();

        assertThat(answer).isCompletedWithValue(true);
        assertThatThrownBy(() -> database.table().write(Write.put(item("b", 1))))
                .hasMessage("database " + file + " is closed. Try again later.");
        assertThatThrownBy(() -> database.table().get(new Key("p", "a"))).isInstanceOf(DatabaseException.class);
    }

    @Test
    void rejectsTooManyWritesAndTwoOfOneItem() {
        var one = Write.put(item("a", 1));
        var many = LongStream.range(0, 101)
                .<Write>mapToObj(i -> Write.put(item("a" + i, i)))
                .toList();

        for (var writes : List.of(List.<Write>of(), List.<Write>of(one, one), many)) {
            assertThatThrownBy(() -> database.table().write(writes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 100 writes");
        }
    }

    @Test
    void writesNothingWhenACounterOverflows() {
        database.table().write(Write.Change.of(new Key("p", "a")).add("n", Long.MAX_VALUE));

        assertThatThrownBy(() -> database.table()
                        .write(List.of(
                                Write.put(item("b", 1)),
                                Write.Change.of(new Key("p", "a")).add("n", 1))))
                .isInstanceOf(ArithmeticException.class);

        assertThat(database.table().all(Range.of("p"))).containsExactly(item("a", Long.MAX_VALUE));
    }

    static Item item(String sk, long n) {
        return Item.at(new Key("p", sk)).put("n", n).item();
    }

    /// Lets several pieces of work wait while the writer is busy, so that one transaction takes them all.
    private List<CompletableFuture<Object>> group(List<Work<Object>> works) {
        var mayBegin = new CountDownLatch(1);
        var _ = database.submit(session -> {
            await(mayBegin);
            return 0;
        });
        var answers = works.stream().map(database::submit).toList();
        var after = database.submit(session -> 0);
        mayBegin.countDown();
        after.handle((_, _) -> 0).join();
        return answers;
    }

    /// Makes SQLite undo the whole transaction where an item with this sort key is written, as it may on a full disk.
    private void undoEverythingAt(String sk) {
        database.transact(session -> session.update("CREATE TEMP TRIGGER undo BEFORE INSERT ON item WHEN NEW.sk = '"
                + sk + "' BEGIN SELECT RAISE(ROLLBACK, 'undone'); END"));
    }

    private long rows() {
        return database.<Long>read(session -> session.first("SELECT count(*) FROM queue", row -> row.getLong(1))
                .orElseThrow());
    }

    private long pages() {
        return database.<Long>read(session ->
                session.first("PRAGMA page_count", row -> row.getLong(1)).orElseThrow());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
