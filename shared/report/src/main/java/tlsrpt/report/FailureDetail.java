package tlsrpt.report;

import org.jspecify.annotations.Nullable;

/// One row of the breakdown of failed sessions. Texts are unmodified, empty ones too; what is missing is `null`.
///
/// Spec: RFC 8460 §4.4
///
/// @param failedSessionCount sessions of this row
/// @param failureReasonCode free text, up to whole error messages
public record FailureDetail(
        @Nullable ResultType resultType,
        @Nullable String sendingMtaIp,
        @Nullable String receivingMxHostname,
        @Nullable String receivingMxHelo,
        @Nullable String receivingIp,
        @Nullable Long failedSessionCount,
        @Nullable String additionalInformation,
        @Nullable String failureReasonCode) {

    /// Sessions that failed this way; none stated adds none.
    public long failed() {
        return failedSessionCount == null ? 0 : failedSessionCount;
    }
}
