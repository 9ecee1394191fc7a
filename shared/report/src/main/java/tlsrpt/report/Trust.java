package tlsrpt.report;

/// Who vouches that a report comes from whom it names, weakest first.
public enum Trust {
    /// Nobody: it was POSTed, whatever it says.
    ANONYMOUS,
    /// Nobody that we can check: mail without a signature that fits its sender and the submitter it claims.
    UNSIGNED,
    /// The operator, who imported it.
    IMPORTED,
    /// The submitter's DKIM signature, as SES checked it.
    VERIFIED;

    /// Whether the operator or the submitter stands behind it.
    public boolean vouched() {
        return compareTo(IMPORTED) >= 0;
    }

    /// Returns whether the report is taken for the sender's own: its signature verified, or it is mail without one and
    /// such mail counts.
    public boolean isSendersOwn(boolean unsignedCounts) {
        return this == VERIFIED || (this == UNSIGNED && unsignedCounts);
    }
}
