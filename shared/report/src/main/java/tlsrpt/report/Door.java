package tlsrpt.report;

/// The way by which a report came in. The door caps the [Trust].
public enum Door {
    /// Mail that SES received and stored.
    MAIL,
    /// Mail taken from an inbox of one machine. Headers that look like those of SES mean nothing in it.
    INBOX,
    /// A POST to the `rua=https` address, by anyone.
    HTTPS,
    /// What the operator brought along.
    IMPORT;

    /// Returns whether it came by mail, no matter who received it.
    public boolean isMail() {
        return this == MAIL || this == INBOX;
    }
}
