package tlsrpt.sqlite;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A few connections that read, opened when they are first needed.
final class Readers {

    private static final int MOST = 4;

    private final DatabaseOpener opener;
    private final Semaphore places = new Semaphore(MOST, true);
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(DatabaseOpener opener) {
        this.opener = opener;
    }

    <T extends @Nullable Object> T read(Work<T> work) {
        places.acquireUninterruptibly();
        try {
            if (closed) {
                throw DatabaseException.closed(opener.name());
            }
            var session = idle.poll();
            if (session == null) {
                session = opener.reader();
            }
            boolean well = false;
            try {
                session.begin();
                var result = work.run(session);
                session.rollback();
                well = session.failure() == null;
                return result;
            } finally {
                if (well) {
                    idle.push(session);
                } else {
                    session.close();
                }
            }
        } finally {
            places.release();
        }
    }

    void close() {
        closed = true;
        places.acquireUninterruptibly(MOST);
        idle.forEach(Session::close);
        places.release(MOST); // Who still waits is told that it is closed.
    }
}
