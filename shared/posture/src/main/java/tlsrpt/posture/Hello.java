package tlsrpt.posture;

/// How a client begins the TLS handshake. A server may serve one kind of sender well and another one badly.
public enum Hello {
    /// As a current sender does.
    USUAL,
    TLS_1_2,
    /// Asks for a certificate with an RSA key.
    RSA,
    /// Asks for a certificate with an EC key.
    ECDSA,
    /// Without a server name.
    NO_SNI
}
