package tlsrpt.report;

/// What a diagnosis is about, coarsely: one trouble of a family is one trouble for those who have to fix it.
public enum Family {
    /// The certificate of an MX host.
    CERTIFICATE("certificate"),
    /// An MX host without STARTTLS.
    STARTTLS("starttls"),
    /// A TLS handshake with an MX host that came to nothing.
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
