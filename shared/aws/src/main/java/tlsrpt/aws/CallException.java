package tlsrpt.aws;

import org.jspecify.annotations.Nullable;

/// A service of AWS did not do what was asked for.
public final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
