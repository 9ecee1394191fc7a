package tlsrpt.report;

/// How a report arrived. The transport limits the [Trust] that a report can have.
public enum Transport {
    /// Mail that SES received and stored.
    MAIL,
    /// Mail taken from an inbox of one machine. Headers that look like those of SES mean nothing in it.
    INBOX,
    /// A POST to the `rua=https` address, by anyone.
    HTTPS,
    /// Imported by the operator.
    IMPORT;

    /// Returns whether it came by mail, no matter who received it.
    public boolean isMail() {
        return this == MAIL || this == INBOX;
    }
}
