package tlsrpt.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Table;

/// One database: the table of items, and the tables that its owner keeps beside it.
///
/// Writes of a file are done by one thread: it takes what waits, runs it in one transaction, commits, and answers each
/// caller. Reads use connections of their own and see what was committed before they began. In memory there is one
/// connection, which callers use in turn.
///
/// Every fault is a [DatabaseException].
public final class Database implements AutoCloseable {

    /// Bounds how long the first of a group waits for the last.
    private static final int MOST_AT_ONCE = 1_000;

    private final DatabaseOpener opener;
    private final Session session;
    private final @Nullable Readers readers;
    private final @Nullable Thread writer;
    private final LinkedBlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>();
    private final Job<Integer> last = new Job<>(_ -> 0);
    private final ReentrantLock turn = new ReentrantLock();
    private boolean closed;

    private Database(DatabaseOpener opener, boolean inMemory) {
        this.opener = opener;
        this.session = opener.writer();
        this.readers = inMemory ? null : new Readers(opener);
        this.writer =
                inMemory ? null : Thread.ofPlatform().daemon().name("database").unstarted(this::writeAll);
    }

    /// Opens a file, which is created if it is missing.
    public static Database open(Path file, Schema schema) {
        var database = new Database(new DatabaseOpener(file, schema), false);
        if (database.writer != null) {
            database.writer.start();
        }
        return database;
    }

    /// Opens a database that lives as long as this object.
    public static Database inMemory(Schema schema) {
        return new Database(new DatabaseOpener(null, schema), true);
    }

    /// Returns the items; each write of this table is a transaction.
    public Table table() {
        return new SqliteTable(this);
    }

    /// Runs work in a transaction that it may share with other work. The answer is complete when that is committed;
    /// what depends on it must not be slow, since the writer's thread runs it.
    public <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work) {
        var job = new Job<>(work);
        turn.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(DatabaseException.closed(opener.name()));
            }
            if (writer != null) {
                waiting.add(job);
            } else if (turn.getHoldCount() > 1) {
                throw inside();
            } else {
                Job.runAll(session, List.of(job));
            }
        } finally {
            turn.unlock();
        }
        return job.answer();
    }

    /// Runs work in a transaction and waits for the commit.
    public <T extends @Nullable Object> T transact(Work<T> work) {
        requireOutside();
        try {
            return submit(work).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /// Runs work that only reads, on the state that is committed when it begins.
    public <T extends @Nullable Object> T read(Work<T> work) {
        requireOutside();
        if (readers != null) {
            return readers.read(work);
        }
        return transact(work);
    }

    /// Deletes items that have expired, and gives some of the space that is free in the file back to the file system.
    ///
    /// @return how many were deleted; as many as the limit if there may be more
    public int deleteExpired(Instant now, int limit) {
        return transact(session -> {
            int deleted = session.update(
                    "DELETE FROM item WHERE rowid IN (SELECT rowid FROM item WHERE expires <= ? LIMIT ?)",
                    now.getEpochSecond(),
                    limit);
            session.shrink(1000);
            return deleted;
        });
    }

    /// Finds out whether the file is damaged, which takes as long as reading all of it.
    public void check() {
        var found = read(session -> session.select("PRAGMA quick_check(1)", row -> row.getString(1)));
        if (!found.equals(List.of("ok"))) {
            throw DatabaseException.damaged(opener.name(), String.join(", ", found));
        }
    }

    /// Copies the database as it is now, while it is in use or not.
    ///
    /// @param file the database
    /// @param copy a file that does not exist
    /// @throws IOException if the copy cannot be created
    public static void backup(Path file, Schema schema, Path copy) throws IOException {
        var unfinished = copy.resolveSibling(copy.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try {
            new DatabaseOpener(file, schema).copyTo(unfinished);
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(unfinished, copy);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /// Finishes what waits, then closes the file. What is submitted from now on fails.
    @Override
    public void close() {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            waiting.add(last);
        } finally {
            turn.unlock();
        }
        if (readers != null) {
            last.answer().handle((_, _) -> 0).join();
            readers.close();
        }
        session.close();
    }

    private void writeAll() {
        var jobs = new ArrayList<Job<?>>();
        do {
            jobs.clear();
            try {
                jobs.add(waiting.take());
            } catch (InterruptedException _) {
                continue; // Nobody interrupts this thread; close() ends it.
            }
            waiting.drainTo(jobs, MOST_AT_ONCE - 1);
            Job.runAll(session, jobs);
        } while (!jobs.contains(last));
    }

    private void requireOutside() {
        if (Thread.currentThread() == writer || turn.isHeldByCurrentThread()) {
            throw inside();
        }
    }

    private static IllegalStateException inside() {
        return new IllegalStateException("within a transaction, work uses its session alone");
    }
}
