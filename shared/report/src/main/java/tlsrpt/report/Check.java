package tlsrpt.report;

import java.util.Optional;

/// Every check of what DNS, policy and mail servers show now, in the order in which it is shown.
public enum Check {
    TLSRPT_RECORD("tlsrpt-record", Group.REPORTING, "TLSRPT record", "TLSRPT record is unusable", "RFC 8460 §3"),
    TLSRPT_TARGET("tlsrpt-target", Group.REPORTING, "report destination", "reports go elsewhere", "RFC 8460 §3"),
    TLSRPT_MX_HOST(
            "tlsrpt-mx-host",
            Group.REPORTING,
            "TLSRPT record of the MX host",
            "TLSRPT record of the MX host is unusable",
            "RFC 8460 §1.1"),

    STS_RECORD("sts-record", Group.MTA_STS, "MTA-STS record", "MTA-STS record is unusable", "RFC 8461 §3.1"),
    STS_HOST_DNS("sts-host-dns", Group.MTA_STS, "policy host in DNS", "policy host is not in DNS", "RFC 8461 §3.3"),
    STS_HOST_REACH(
            "sts-host-reach", Group.MTA_STS, "policy host reachable", "policy host is unreachable", "RFC 8461 §3.3"),
    STS_HOST_CERT(
            "sts-host-cert",
            Group.MTA_STS,
            "policy host certificate",
            "policy host certificate is invalid",
            "RFC 8461 §3.3"),
    STS_HOST_EXPIRY(
            "sts-host-expiry",
            Group.MTA_STS,
            "policy host certificate expiry",
            "policy host certificate expires",
            "RFC 5280 §4.1.2.5"),
    STS_FETCH("sts-fetch", Group.MTA_STS, "policy download", "policy download fails", "RFC 8461 §3.3"),
    STS_POLICY("sts-policy", Group.MTA_STS, "policy file", "policy file is invalid", "RFC 8461 §3.2"),
    STS_MAX_AGE("sts-max-age", Group.MTA_STS, "policy max_age", "policy max_age is out of range", "RFC 8461 §3.2"),
    STS_ID("sts-id", Group.MTA_STS, "policy id", "policy changed but its id did not", "RFC 8461 §3.1"),
    STS_SEEN("sts-seen", Group.MTA_STS, "policy that reporters use", "reporters use an older policy", "RFC 8461 §5"),

    MX_RECORDS("mx-records", Group.MAIL_SERVERS, "MX records", "MX records are unusable", "RFC 5321 §5.1"),
    MX_HOSTS("mx-hosts", Group.MAIL_SERVERS, "MX host addresses", "MX host has no usable address", "RFC 2181 §10.3"),
    MX_COVERED(
            "mx-covered",
            Group.MAIL_SERVERS,
            "MX hosts in the policy",
            "MX host is missing from the policy",
            "RFC 8461 §4.1"),
    MX_STALE("mx-stale", Group.MAIL_SERVERS, "unused policy patterns", "policy pattern matches no MX", "RFC 8461 §4.1"),
    MX_REACH("mx-reach", Group.MAIL_SERVERS, "port 25", "port 25 refuses connections", "RFC 5321 §3.1"),
    MX_STARTTLS("mx-starttls", Group.MAIL_SERVERS, "STARTTLS", "STARTTLS does not work", "RFC 3207 §4"),
    MX_TLS("mx-tls", Group.MAIL_SERVERS, "TLS version", "TLS handshake fails", "RFC 8996"),
    MX_CHAIN("mx-chain", Group.MAIL_SERVERS, "certificate chain", "certificate is not trusted", "RFC 8461 §4.2"),
    MX_NAME(
            "mx-name",
            Group.MAIL_SERVERS,
            "certificate name",
            "certificate does not name the MX host",
            "RFC 8461 §4.2"),
    MX_EXPIRY("mx-expiry", Group.MAIL_SERVERS, "certificate expiry", "certificate expires", "RFC 5280 §4.1.2.5"),
    MX_STRENGTH("mx-strength", Group.MAIL_SERVERS, "certificate strength", "certificate is too weak", "RFC 8461 §4.2"),

    DNSSEC("dnssec", Group.DANE, "DNSSEC", "DNSSEC is invalid", "RFC 7672 §2.1"),
    TLSA_RECORDS("tlsa-records", Group.DANE, "TLSA records", "TLSA records are unusable", "RFC 7672 §3.1"),
    TLSA_MATCH(
            "tlsa-match",
            Group.DANE,
            "TLSA against the certificate",
            "TLSA records do not match the certificate",
            "RFC 7672 §3.2"),
    TLSA_ROLLOVER("tlsa-rollover", Group.DANE, "TLSA rollover", "TLSA rollover is not finished", "RFC 7671 §8.1"),
    TLSA_DENIAL("tlsa-denial", Group.DANE, "absence of TLSA", "TLSA lookup fails", "RFC 7672 §2.1.2"),
    DNS_AGREE("dns-agree", Group.DANE, "name servers agree", "name servers disagree", "RFC 1034 §4.3.5"),
    CAA("caa", Group.DANE, "CAA", "CAA forbids the next certificate", "RFC 8659 §3");

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
    private final String problem;
    private final String rfc;

    Check(String token, Group group, String title, String problem, String rfc) {
        this.token = token;
        this.group = group;
        this.title = title;
        this.problem = problem;
        this.rfc = rfc;
    }

    /// The check of this token; empty where there is none.
    public static Optional<Check> of(String token) {
        for (var check : values()) {
            if (check.token.equals(token)) {
                return Optional.of(check);
            }
        }
        return Optional.empty();
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

    /// What is wrong where it fails, for the subject of an alert.
    public String problem() {
        return problem;
    }

    /// Whether it warns of a day that will come.
    public boolean isOfExpiry() {
        return this == MX_EXPIRY || this == STS_HOST_EXPIRY;
    }

    /// The section that the check comes from.
    public String rfc() {
        return rfc;
    }
}
