package tlsrpt.report;

/// The group of a diagnosis. Failures of one family are one incident, because they have the same fix.
public enum Family {
    /// The certificate of an MX host.
    CERTIFICATE("certificate"),
    /// An MX host without STARTTLS.
    STARTTLS("starttls"),
    /// A TLS handshake with an MX host that failed.
    NEGOTIATION("negotiation"),
    /// An MX host that the MTA-STS policy does not list.
    MX_NOT_IN_POLICY("mx-not-in-policy"),
    /// The MTA-STS policy itself: its file, its host, its record.
    MTA_STS_POLICY("mta-sts-policy"),
    /// TLSA records and the DNSSEC under them.
    DANE("dane");

    private final String token;

    Family(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }
}
