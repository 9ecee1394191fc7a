package tlsrpt.table;

import org.jspecify.annotations.Nullable;

/// The bucket failed beyond the implementation's patience.
public final class BucketException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BucketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
