package tlsrpt.posture;

/// Every check, in the order in which it is shown.
public enum Check {
    TLSRPT_RECORD("tlsrpt-record", Group.REPORTING, "TLSRPT record", "RFC 8460 §3"),
    TLSRPT_TARGET("tlsrpt-target", Group.REPORTING, "report destination", "RFC 8460 §3"),
    TLSRPT_MX_HOST("tlsrpt-mx-host", Group.REPORTING, "TLSRPT record of the MX host", "RFC 8460 §1.1"),

    STS_RECORD("sts-record", Group.MTA_STS, "MTA-STS record", "RFC 8461 §3.1"),
    STS_HOST_DNS("sts-host-dns", Group.MTA_STS, "policy host in DNS", "RFC 8461 §3.3"),
    STS_HOST_REACH("sts-host-reach", Group.MTA_STS, "policy host reachable", "RFC 8461 §3.3"),
    STS_HOST_CERT("sts-host-cert", Group.MTA_STS, "policy host certificate", "RFC 8461 §3.3"),
    STS_HOST_EXPIRY("sts-host-expiry", Group.MTA_STS, "policy host certificate expiry", "RFC 5280 §4.1.2.5"),
    STS_FETCH("sts-fetch", Group.MTA_STS, "policy download", "RFC 8461 §3.3"),
    STS_POLICY("sts-policy", Group.MTA_STS, "policy file", "RFC 8461 §3.2"),
    STS_MAX_AGE("sts-max-age", Group.MTA_STS, "policy max_age", "RFC 8461 §3.2"),
    STS_ID("sts-id", Group.MTA_STS, "policy id", "RFC 8461 §3.1"),
    STS_SEEN("sts-seen", Group.MTA_STS, "policy that reporters use", "RFC 8461 §5"),

    MX_RECORDS("mx-records", Group.MAIL_SERVERS, "MX records", "RFC 5321 §5.1"),
    MX_HOSTS("mx-hosts", Group.MAIL_SERVERS, "MX host addresses", "RFC 2181 §10.3"),
    MX_COVERED("mx-covered", Group.MAIL_SERVERS, "MX hosts in the policy", "RFC 8461 §4.1"),
    MX_STALE("mx-stale", Group.MAIL_SERVERS, "unused policy patterns", "RFC 8461 §4.1"),
    MX_REACH("mx-reach", Group.MAIL_SERVERS, "port 25", "RFC 5321 §3.1"),
    MX_STARTTLS("mx-starttls", Group.MAIL_SERVERS, "STARTTLS", "RFC 3207 §4"),
    MX_TLS("mx-tls", Group.MAIL_SERVERS, "TLS version", "RFC 8996"),
    MX_CHAIN("mx-chain", Group.MAIL_SERVERS, "certificate chain", "RFC 8461 §4.2"),
    MX_NAME("mx-name", Group.MAIL_SERVERS, "certificate name", "RFC 8461 §4.2"),
    MX_EXPIRY("mx-expiry", Group.MAIL_SERVERS, "certificate expiry", "RFC 5280 §4.1.2.5"),
    MX_STRENGTH("mx-strength", Group.MAIL_SERVERS, "certificate strength", "RFC 8461 §4.2"),

    DNSSEC("dnssec", Group.DANE, "DNSSEC", "RFC 7672 §2.1"),
    TLSA_RECORDS("tlsa-records", Group.DANE, "TLSA records", "RFC 7672 §3.1"),
    TLSA_MATCH("tlsa-match", Group.DANE, "TLSA against the certificate", "RFC 7672 §3.2"),
    TLSA_ROLLOVER("tlsa-rollover", Group.DANE, "TLSA rollover", "RFC 7671 §8.1"),
    TLSA_DENIAL("tlsa-denial", Group.DANE, "absence of TLSA", "RFC 7672 §2.1.2"),
    DNS_AGREE("dns-agree", Group.DANE, "name servers agree", "RFC 1034 §4.3.5"),
    CAA("caa", Group.DANE, "CAA", "RFC 8659 §3");

    /// A heading over checks.
    public enum Group {
        REPORTING("Reporting"),
        MTA_STS("MTA-STS"),
        MAIL_SERVERS("Mail servers"),
        DANE("DANE and DNS");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final String token;
    private final Group group;
    private final String title;
    private final String rfc;

    Check(String token, Group group, String title, String rfc) {
        this.token = token;
        this.group = group;
        this.title = title;
        this.rfc = rfc;
    }

    /// The word for JSON and keys, such as `sts-record`.
    public String token() {
        return token;
    }

    public Group group() {
        return group;
    }

    public String title() {
        return title;
    }

    /// The section that the check comes from.
    public String rfc() {
        return rfc;
    }
}
