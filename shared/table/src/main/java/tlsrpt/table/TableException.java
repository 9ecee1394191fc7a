package tlsrpt.table;

import org.jspecify.annotations.Nullable;

/// The database failed beyond the implementation's patience. Whether a write was done is unknown, so callers repeat
/// what they were doing, and everything they write is safe to repeat.
public class TableException extends RuntimeException {

    public TableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
