package tlsrpt.report;

/// The name of a diagnosis, what it means, and on whose side its cause usually lies.
record Meaning(String title, String text, String cause) {

    static Meaning of(Diagnosis diagnosis, Hosts hosts) {
        return switch (diagnosis) {
            case Diagnosis.Known known -> of(known, hosts);
            case Diagnosis.Unknown _ -> new Meaning("unknown result type", """
                        The report has no result type, or one that RFC 8460 does not define. TLS sessions failed; \
                        only the reason code in the report may explain why.""", """
                        Unknown. If it persists, ask the reporter: contact-info in the report gives an address.""");
        };
    }

    private static Meaning of(Diagnosis.Known known, Hosts hosts) {
        return switch (known) {
            case STARTTLS_NOT_SUPPORTED -> new Meaning("STARTTLS not offered", """
                    The mail server did not offer STARTTLS in this session, or refused it, so the session could not \
                    be encrypted.""", """
                    Usually your side: one MX host, a load balancer, or a firewall that inspects SMTP and hides \
                    STARTTLS. If only some networks see it, an attacker between the sender and you may be stripping \
                    STARTTLS.""");
            case CERTIFICATE_HOST_MISMATCH -> new Meaning("certificate for another host name", """
                    The mail server's certificate does not contain the name of the MX host. Senders look for the name \
                    in the MX record among the subject alternative names; the mail domain itself is not enough.""", """
                    Usually your side: the certificate lacks this name, or the server picks the wrong one of several \
                    certificates for senders that send no SNI. Rarely an attacker between the sender and you.""");
            case CERTIFICATE_EXPIRED -> new Meaning("certificate expired", """
                    The mail server's certificate, or another one in its chain, has expired.""", """
                    Nearly always your side: the renewal failed, or the new certificate is on disk but the mail \
                    server was not reloaded. Often only one of several machines behind the name is affected.""");
            case CERTIFICATE_NOT_YET_VALID -> new Meaning("certificate not valid yet", """
                    By the sender's clock, the certificate or another one in its chain is not valid yet.""", """
                    Your side if the certificate went into service right after it was issued; otherwise the sender's \
                    clock is wrong.""");
            case CERTIFICATE_NOT_TRUSTED -> new Meaning("certificate not trusted", """
                    The sender found no valid chain from the certificate to a CA that it trusts. The result type \
                    covers everything from a missing intermediate to a CA that broke a rule; the reason code may say \
                    which.""", """
                    Usually your side: most often a missing intermediate certificate, then a private CA. If only one \
                    sender sees it, its CA list may be outdated. Rarely an attacker between the sender and you.""");
            case CERTIFICATE_SELF_SIGNED -> new Meaning("certificate self-signed or from a private CA", """
                    The chain ends in a self-signed certificate that the sender does not know. MTA-STS requires a \
                    certificate from a CA that the sender trusts (RFC 8461 §4.2).""", """
                    Usually your side: the default certificate of a mail server, an appliance or a test machine is in \
                    service. Rarely an attacker between the sender and you.""");
            case CERTIFICATE_CHAIN_INCOMPLETE -> new Meaning("intermediate certificate missing", """
                    The mail server sent its certificate without the intermediates that link it to a public CA, so \
                    the sender could not build the chain. Browsers fetch missing intermediates; mail servers do not.""", """
                    Nearly always your side: the server is configured with the leaf certificate instead of the full \
                    chain.""");
            case CERTIFICATE_REVOKED -> new Meaning("certificate revoked", """
                    The CA has revoked the mail server's certificate, or another one in its chain.""", """
                    Your side: someone in your team revoked it, or the CA did and told the account's owner by email.""");
            case CERTIFICATE_WEAK ->
                new Meaning(
                        "certificate too weak",
                        """
                    A key or signature in the chain is weaker than the sender accepts, such as RSA below 2048 bits or \
                    SHA-1.""",
                        "Usually your side: an old certificate, or an old intermediate beside a new one.");
            case VALIDATION_FAILURE -> new Meaning("TLS failed for another reason", """
                    A catch-all for failures that no other result type covers (RFC 8460 §4.3.3); the reason code may \
                    say more. Under MTA-STS it usually means an MX host missing from the policy. Other causes: \
                    incompatible TLS versions or ciphers, an aborted handshake, or a certificate error that the \
                    sender did not classify.""", """
                    Unknown. If several reporters see it, check your side first; if only one does, the fault may be \
                    on its side.""");
            case TLS_MISMATCH -> new Meaning("no common TLS version or cipher", """
                    The two servers share no TLS version, cipher or key exchange.""", """
                    Usually your side: the mail server supports nothing newer than TLS 1.1, or only old ciphers. \
                    Otherwise an old sender that your settings exclude.""");
            case TLS_ALERT -> new Meaning("handshake aborted with a TLS alert", """
                    One of the two servers aborted the handshake with the TLS alert in the reason code.""", """
                    A setting on either side: for example, your server asks senders for a client certificate, or \
                    rejects a server name that it does not know.""");
            case NOT_TLS -> new Meaning("no TLS after STARTTLS", """
                    The server agreed to STARTTLS and then sent something that is not TLS.""", """
                    Usually your side: a proxy, filter or firewall in front of the mail server interferes with SMTP. \
                    If only some networks see it, the interference may be on the path.""");
            case HANDSHAKE_TIMED_OUT -> new Meaning("handshake timed out", """
                    The TLS handshake did not finish within the time that the sender allows.""", """
                    Often temporary: an overloaded server or a bad network path. If it persists, a firewall that \
                    drops large packets, or a mail server that runs out of processes.""");
            case HANDSHAKE_CLOSED -> new Meaning("connection closed during the handshake", """
                    The connection closed during the TLS handshake, without a TLS alert.""", """
                    Often temporary. If it persists, the mail server closes the connection (its log says why), or a \
                    device in front of it does.""");
            case MX_NOT_IN_POLICY -> new Meaning("MX host not in the MTA-STS policy", """
                    The name in the MX record (%s) matches no `mx` line of your MTA-STS policy. An asterisk in such a \
                    line stands for exactly one label: *.example.com covers mail.example.com, but neither example.com \
                    nor a.b.example.com.""".formatted(hosts.mx()), """
                    Nearly always your side: an MX host was added or renamed, or the provider uses new names, and the \
                    policy was not updated. An MX name that you do not know may mean that DNS was tampered with.""");

            case STS_POLICY_FETCH_ERROR ->
                new Meaning("MTA-STS policy could not be fetched", """
                    Your TXT record announces an MTA-STS policy, but the reporter could not fetch it from %s.""".formatted(hosts.policyUrl()), """
                    Usually your side: the web server, its DNS, or a filter in front of it. If one reporter sees it \
                    on one day, the fault may be on its side. An attacker who blocks the fetch keeps your policy from \
                    new senders.""");
            case STS_POLICY_NOT_FOUND ->
                new Meaning(
                        "MTA-STS policy file missing",
                        """
                    The web server found no policy at %s, or the policy host has no address in DNS.""".formatted(hosts.policyUrl()),
                        "Your side: the file is missing or at another path.");
            case STS_POLICY_REFUSED -> new Meaning("MTA-STS policy host refuses the reporter", """
                    The web server denied the fetch of the policy (HTTP 401, 403, 429 or 451).""", """
                    Your side: a sign-in, a bot filter, a rate limit or a block by country. Senders are programs and \
                    cannot pass any of these.""");
            case STS_POLICY_REDIRECTED ->
                new Meaning("MTA-STS policy behind a redirect", """
                    The web server redirected the reporter. Senders must not follow redirects (RFC 8461 §3.3): serve \
                    the policy at %s itself.""".formatted(hosts.policyUrl()), """
                    Your side: a rule that redirects every visitor to the main site or to another form of the URL.""");
            case STS_POLICY_SERVER_ERROR -> new Meaning("MTA-STS policy host answers with an error", """
                    The web server answered the policy request with a server error (HTTP 5xx).""", """
                    Your side, or your web host's.""");
            case STS_POLICY_TIMED_OUT -> new Meaning("MTA-STS policy host too slow", """
                    The policy host did not answer within the time that the sender allows, usually at most a minute.""", """
                    Usually your side: the server is down or overloaded, or one of its addresses is dead, often the \
                    IPv6 address.""");
            case STS_POLICY_DNS ->
                new Meaning("MTA-STS policy host not found in DNS", """
                    The reporter's resolver found no address for %s, or got no answer.""".formatted(hosts.policyHost()), """
                    Usually your side: a missing A, AAAA or CNAME record, a failing name server, or DNSSEC that does \
                    not validate. Otherwise the reporter's resolver.""");
            case STS_POLICY_UNREACHABLE ->
                new Meaning("MTA-STS policy host not reachable", """
                    The reporter could not connect to port 443 of %s.""".formatted(hosts.policyHost()), """
                    Usually your side: no server listens there, a firewall rejects the connection, or one of the \
                    addresses is dead, often the IPv6 address.""");
            case STS_POLICY_TLS ->
                new Meaning("no TLS with the MTA-STS policy host", """
                    The TLS handshake with %s failed, but not because of its certificate.""".formatted(hosts.policyHost()), """
                    Usually your side: the web server does not know this name, or supports only old TLS versions.""");
            case STS_RECORD_INVALID ->
                new Meaning("invalid MTA-STS record in DNS", """
                    The TXT record at %s is missing, malformed or duplicated. Senders then act as if you had no \
                    policy.""".formatted(hosts.policyRecord()), "Your side.");
            case STS_POLICY_INVALID -> new Meaning("invalid MTA-STS policy", """
                    The reporter fetched the policy but could not use it: a line is missing or does not follow RFC \
                    8461 §3.2, or the web server returned a page instead of the file.""", "Nearly always your side.");
            case STS_WEBPKI_INVALID ->
                new Meaning("invalid certificate of the MTA-STS policy host", """
                    The reporter rejected the policy because the HTTPS certificate of %s did not validate. The result \
                    type concerns the policy's web server; a few senders also use it for the MX host.""".formatted(hosts.policyHost()), """
                    Nearly always your side: expired, issued for another name, or sent without its intermediate. \
                    Otherwise an attacker between the reporter and your web server.""");
            case STS_WEBPKI_EXPIRED ->
                new Meaning(
                        "certificate of the MTA-STS policy host expired",
                        """
                    The HTTPS certificate of %s has expired, so senders ignore the policy.""".formatted(hosts.policyHost()),
                        "Your side: the renewal of the web server's certificate failed.");
            case STS_WEBPKI_HOST_MISMATCH ->
                new Meaning(
                        "certificate of the MTA-STS policy host for another name",
                        """
                    The HTTPS certificate does not contain the name %s, so senders ignore the policy.""".formatted(hosts.policyHost()),
                        """
                    Your side: the name was never added to the certificate, or DNS points to a web server that does \
                    not know the name.""");
            case STS_WEBPKI_NOT_TRUSTED ->
                new Meaning(
                        "certificate of the MTA-STS policy host not trusted", """
                    The HTTPS certificate of %s does not chain to a CA that the reporter trusts, so senders ignore \
                    the policy.""".formatted(hosts.policyHost()), """
                    Usually your side: a missing intermediate certificate or a private CA. Otherwise an attacker \
                    between the reporter and your web server.""");

            case TLSA_INVALID -> new Meaning("no valid TLSA record", """
                    None of the TLSA records at %s is valid for this server: they do not match the certificate in \
                    service, or are unusable. Usages 0 and 1 are undefined for SMTP, and senders may treat them as \
                    unusable (RFC 7672 §3.1.3). If all records are unusable, TLS is mandatory but unauthenticated \
                    (§2.2).""".formatted(hosts.tlsaName()), """
                    Your side: the certificate or its key changed and the TLSA record did not, or the record was \
                    wrong from the start.""");
            case TLSA_MISMATCH ->
                new Meaning("certificate matches no TLSA record", """
                    None of the TLSA records at %s matches the mail server's certificate.""".formatted(hosts.tlsaName()), """
                    Nearly always your side: the certificate was renewed with a new key, and the TLSA record still \
                    describes the old one. Otherwise the attack that DANE exists to stop.""");
            case DNSSEC_INVALID -> new Meaning("DNSSEC does not validate", """
                    The sender's resolver could not validate the DNSSEC signatures of the MX host or its TLSA \
                    records, so the sender cannot trust them. Other validating resolvers will probably fail too.""", """
                    Usually your side, or your DNS provider's: expired signatures, a DS record at the parent that \
                    matches no key, or name servers that do not prove that a name does not exist. Otherwise the \
                    sender's resolver, or an attack on DNS.""");
            case DANE_REQUIRED -> new Meaning("sender requires DANE", """
                    This sender is configured to deliver to you only with DANE, and found no valid TLSA record for \
                    the MX host.""", """
                    Either side: your TLSA records were removed, or the sender requires DANE without having agreed on \
                    it with you.""");
        };
    }
}
