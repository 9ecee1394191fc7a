package tlsrpt.report;

/// The way by which a report came in. The door caps the [Trust].
public enum Door {
    /// Mail that SES received.
    MAIL,
    /// A POST to the `rua=https` address, by anyone.
    HTTPS,
    /// What the operator brought along.
    IMPORT
}
