package tlsrpt.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Work that waits for the writer, and its answer, which is given after the commit.
final class Job<T extends @Nullable Object> {

    private final Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Job(Work<T> work) {
        this.work = work;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    /// Runs all in one transaction, each in a savepoint, so that the failure of one undoes nothing of the others.
    static void runAll(Session session, List<Job<?>> jobs) {
        Throwable lost = null;
        try {
            session.execute("BEGIN IMMEDIATE");
            for (var job : jobs) {
                job.run(session);
            }
            session.execute("COMMIT");
        } catch (SQLException e) {
            lost = DatabaseException.of(session.database(), e);
        } catch (TransactionLost e) {
            lost = e.getCause();
        }
        if (lost != null) {
            session.rollback();
        }
        for (var job : jobs) {
            job.finish(lost);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever work throws is its caller's, and must not end the writer.
    private void run(Session session) throws SQLException, TransactionLost {
        session.execute("SAVEPOINT work");
        try {
            result = work.run(session);
            failure = session.failure();
        } catch (Throwable e) {
            failure = e;
        }
        if (failure != null) {
            session.recover();
            try {
                session.execute("ROLLBACK TO work");
            } catch (SQLException _) {
                throw new TransactionLost(failure); // SQLite has undone the whole transaction, as on a full disk.
            }
        }
        session.execute("RELEASE work");
    }

    @SuppressWarnings("NullAway") // A result may be null where its type says so.
    private void finish(@Nullable Throwable lost) {
        var reason = failure != null ? failure : lost;
        if (reason != null) {
            answer.completeExceptionally(reason);
        } else {
            answer.complete(result);
        }
    }

    private static final class TransactionLost extends Exception {
        TransactionLost(Throwable cause) {
            super(cause);
        }
    }
}
