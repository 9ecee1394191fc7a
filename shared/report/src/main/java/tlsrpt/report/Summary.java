package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// How many sessions succeeded and failed under one policy; `null` where the report does not say.
///
/// Spec: RFC 8460 §4.2, §4.4
public record Summary(
        @Nullable Long totalSuccessfulSessionCount,
        @Nullable Long totalFailureSessionCount) {

    /// Sessions that succeeded; none stated adds none.
    public long ok() {
        return totalSuccessfulSessionCount == null ? 0 : totalSuccessfulSessionCount;
    }

    /// Sessions that failed; none stated adds none.
    public long failed() {
        return totalFailureSessionCount == null ? 0 : totalFailureSessionCount;
    }
}
