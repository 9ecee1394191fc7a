package tlsrpt.sqlite;

import org.jspecify.annotations.Nullable;

/// What to do within one transaction.
@FunctionalInterface
public interface Work<T extends @Nullable Object> {

    /// Works on a session, which ends with this call. An exception undoes what the work has done.
    T run(Session session);
}
