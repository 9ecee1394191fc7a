package tlsrpt.aws;

import org.jspecify.annotations.Nullable;

/// The bucket did not do what it was asked for, and trying again did not help.
public final class BucketException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BucketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
