package tlsrpt.report;

/// What a diagnosis is called, what it means, and whose doing it usually is.
record Meaning(String title, String text, String cause) {

    static Meaning of(Diagnosis diagnosis, Hosts hosts) {
        return switch (diagnosis) {
            case Diagnosis.Known known -> of(known, hosts);
            case Diagnosis.Unknown _ -> new Meaning("unknown result type", """
                        The reporter gives a result type that RFC 8460 does not define, or none. TLS sessions failed; why, \
                        only the reason code in the report may tell.""", """
                        Not known. If it goes on, ask the reporter: contact-info in the report names an address.""");
        };
    }

    private static Meaning of(Diagnosis.Known known, Hosts hosts) {
        return switch (known) {
            case STARTTLS_NOT_SUPPORTED -> new Meaning("STARTTLS not offered", """
                    The mail server did not offer STARTTLS in this session, or refused it, so nothing could be \
                    encrypted.""", """
                    Usually your side: one MX host, a load balancer or a firewall that inspects SMTP and hides STARTTLS. \
                    Seen from some networks only, it is also what an attacker does who strips STARTTLS on the way.""");
            case CERTIFICATE_HOST_MISMATCH -> new Meaning("certificate for another host name", """
                    The certificate that the mail server showed does not carry the name of the MX host. Senders look for \
                    the name in the MX record among the subject alternative names; the mail domain itself does not \
                    help.""", """
                    Usually your side: a certificate without this name, or the wrong one of several shown to senders \
                    that name no host (SNI). Rarely somebody in between.""");
            case CERTIFICATE_EXPIRED -> new Meaning("certificate expired", """
                    The certificate that the mail server showed, or one of its chain, is past its end date.""", """
                    Your side, nearly always: the renewal failed, or the new certificate lies on disk and the mail server \
                    was not reloaded. Often it is only one machine of several behind the name.""");
            case CERTIFICATE_NOT_YET_VALID -> new Meaning("certificate not valid yet", """
                    To the sender's clock, the start date of the certificate, or of one in its chain, still lies \
                    ahead.""", """
                    Your side if the certificate was put into service as soon as it was issued; else a sender whose clock \
                    is wrong.""");
            case CERTIFICATE_NOT_TRUSTED -> new Meaning("certificate not trusted", """
                    The sender found no valid chain from the certificate to a CA that it trusts. The result type covers \
                    everything from a missing intermediate to a rule that a CA broke; the reason code may say \
                    which.""", """
                    Usually your side: a missing intermediate certificate most often, then a private CA. If one sender \
                    alone sees it, its list of CAs may be old. Rarely somebody in between.""");
            case CERTIFICATE_SELF_SIGNED -> new Meaning("certificate self-signed or from a private CA", """
                    The chain ends in a certificate that signed itself and that the sender does not know. MTA-STS asks \
                    for a certificate from a public CA.""", """
                    Usually your side: a default certificate of the mail server, an appliance or a test machine is in \
                    service. Rarely somebody in between.""");
            case CERTIFICATE_CHAIN_INCOMPLETE -> new Meaning("intermediate certificate missing", """
                    The mail server showed its certificate without those that link it to a public CA, so the sender could \
                    not build the chain. Browsers fetch what is missing, mail servers do not.""", """
                    Your side, nearly always: the server is set up with the leaf certificate in place of the full \
                    chain.""");
            case CERTIFICATE_REVOKED -> new Meaning("certificate revoked", """
                    The CA has withdrawn the certificate that the mail server showed, or one of its chain.""", """
                    Your side: somebody revoked it, or the CA did, which it announces by mail to the account's owner.""");
            case CERTIFICATE_WEAK ->
                new Meaning(
                        "certificate too weak",
                        """
                    A key or a signature in the chain is weaker than the sender accepts, such as RSA below 2048 bits or \
                    SHA-1.""",
                        "Usually your side: an old certificate, or an old intermediate beside a new one.");
            case VALIDATION_FAILURE -> new Meaning("TLS failed for another reason", """
                    The reporter's word for whatever no other result type names. It is not about the certificate chain, \
                    for that has a type of its own. Under MTA-STS it is most often an MX host that the policy does not \
                    list, otherwise TLS versions or ciphers that do not fit, or a handshake that broke off.""", """
                    Not known. If several reporters see it, look on your side first; if one alone does, it may be theirs.""");
            case TLS_MISMATCH -> new Meaning("no common TLS version or cipher", """
                    The handshake ended because the two servers share no TLS version, cipher or key exchange that both \
                    accept.""", """
                    Usually your side, if the mail server knows nothing newer than TLS 1.1 or only old ciphers; else an \
                    old sender that your settings shut out.""");
            case TLS_ALERT -> new Meaning("handshake broken off with a TLS alert", """
                    One of the two servers ended the handshake with an alert, which the reason code names.""", """
                    A setting on either side, such as a certificate asked of the sender or a server name that yours \
                    does not know.""");
            case NOT_TLS -> new Meaning("no TLS after STARTTLS", """
                    The server agreed to STARTTLS and then sent something that is not TLS.""", """
                    Usually your side: a proxy, filter or firewall in front of the mail server that takes part in the \
                    SMTP dialogue. Seen from some networks only, it may be somebody on the way.""");
            case HANDSHAKE_TIMED_OUT -> new Meaning("handshake timed out", """
                    The TLS handshake did not come to an end in the time that the sender allows.""", """
                    Often nobody's: an overloaded server or a bad line, and it passes. If it stays, a firewall that \
                    swallows large packets, or a server short of processes.""");
            case HANDSHAKE_CLOSED -> new Meaning("connection closed during the handshake", """
                    The connection ended in the middle of the TLS handshake, without a word why.""", """
                    Often nobody's, and it passes. If it stays, the mail server breaks off (its log says why), or \
                    something in front of it does.""");
            case MX_NOT_IN_POLICY -> new Meaning("MX host not in the MTA-STS policy", """
                    The name in the MX record (%s) matches no `mx` line of your MTA-STS policy. An asterisk there stands \
                    for exactly one label: *.example.com covers mail.example.com, but neither example.com nor \
                    a.b.example.com.""".formatted(hosts.mx()), """
                    Your side, nearly always: an MX host was added or renamed, or the provider uses new names, and the \
                    policy was not changed with it. An MX name that you do not know means that DNS was tampered with.""");

            case STS_POLICY_FETCH_ERROR ->
                new Meaning("MTA-STS policy could not be fetched", """
                    The TXT record says that you have an MTA-STS policy, but the reporter could not fetch it from \
                    %s.""".formatted(hosts.policyUrl()), """
                    Usually your side: the web server, its DNS, or a filter in front of it. A single day at a single \
                    reporter may be theirs. Somebody who blocks the fetch can keep your policy from new senders.""");
            case STS_POLICY_NOT_FOUND ->
                new Meaning(
                        "MTA-STS policy file missing",
                        """
                    The web server answered that there is no policy at %s, or the policy host has no \
                    address.""".formatted(hosts.policyUrl()),
                        "Your side: the file is missing, or at another path.");
            case STS_POLICY_REFUSED -> new Meaning("MTA-STS policy host refuses the reporter", """
                    The web server denied the fetch of the policy (HTTP 401, 403, 429 or 451).""", """
                    Your side: a sign-in, a bot filter, a limit on requests or a block by country. Senders are programs \
                    and cannot pass any of these.""");
            case STS_POLICY_REDIRECTED ->
                new Meaning("MTA-STS policy behind a redirect", """
                    The web server sent the reporter to another address. Senders must not follow: the policy has to be \
                    at %s itself.""".formatted(hosts.policyUrl()), """
                    Your side: a rule that sends every visitor to the main site or to another spelling of the URL.""");
            case STS_POLICY_SERVER_ERROR -> new Meaning("MTA-STS policy host answers with an error", """
                    The web server met an error of its own (HTTP 5xx) when the reporter asked for the policy.""", """
                    Your side, or that of the host of your web pages.""");
            case STS_POLICY_TIMED_OUT -> new Meaning("MTA-STS policy host too slow", """
                    The policy host did not answer in the time that the sender allows, a minute at most.""", """
                    Usually your side: a server that is down or overloaded, or a dead address beside a living one, often \
                    the IPv6 one.""");
            case STS_POLICY_DNS ->
                new Meaning("MTA-STS policy host not found in DNS", """
                    The reporter's resolver found no address of %s, or no answer at all.""".formatted(hosts.policyHost()), """
                    Usually your side: a missing A, AAAA or CNAME record, a name server that fails, or DNSSEC that does \
                    not verify. Else the reporter's resolver.""");
            case STS_POLICY_UNREACHABLE ->
                new Meaning("MTA-STS policy host not reachable", """
                    The reporter could not connect to port 443 of %s.""".formatted(hosts.policyHost()), """
                    Usually your side: nothing listens there, a firewall rejects it, or one of the addresses is dead, \
                    often the IPv6 one.""");
            case STS_POLICY_TLS ->
                new Meaning("no TLS with the MTA-STS policy host", """
                    The TLS handshake with %s failed, though not over its certificate.""".formatted(hosts.policyHost()), """
                    Usually your side: a web server that does not know this name, or TLS versions too old.""");
            case STS_RECORD_INVALID ->
                new Meaning("MTA-STS record in DNS not valid", """
                    The TXT record at %s is missing, broken, or there are two. Senders then see no \
                    policy.""".formatted(hosts.policyRecord()), "Your side.");
            case STS_POLICY_INVALID -> new Meaning("MTA-STS policy not valid", """
                    The reporter fetched the policy and could not use it: a line is missing or not as RFC 8461 wants it, \
                    or it got a web page in place of the file.""", "Your side, nearly always.");
            case STS_WEBPKI_INVALID ->
                new Meaning("certificate of the MTA-STS policy host not valid", """
                    The reporter did not trust the policy, because the HTTPS certificate of %s did not validate. This is \
                    about the web server of the policy; a few senders use it for the MX host too.""".formatted(hosts.policyHost()), """
                    Your side, nearly always: expired, issued for another name, or without its intermediate. Else \
                    somebody between the reporter and your policy.""");
            case STS_WEBPKI_EXPIRED ->
                new Meaning(
                        "certificate of the MTA-STS policy host expired",
                        """
                    The HTTPS certificate of %s is past its end date, so the policy counts for \
                    nothing.""".formatted(hosts.policyHost()),
                        "Your side: the renewal of the web server's certificate failed.");
            case STS_WEBPKI_HOST_MISMATCH ->
                new Meaning(
                        "certificate of the MTA-STS policy host for another name",
                        """
                    The HTTPS certificate does not carry the name %s, so the policy counts for \
                    nothing.""".formatted(hosts.policyHost()),
                        """
                    Your side: the name was never added to the certificate, or DNS points to a web server that does not \
                    know it.""");
            case STS_WEBPKI_NOT_TRUSTED ->
                new Meaning(
                        "certificate of the MTA-STS policy host not trusted", """
                    The HTTPS certificate of %s leads to no CA that the reporter trusts, so the policy counts for \
                    nothing.""".formatted(hosts.policyHost()), """
                    Usually your side: a missing intermediate certificate or a private CA. Else somebody between the \
                    reporter and your policy.""");

            case TLSA_INVALID -> new Meaning("no valid TLSA record", """
                    None of the TLSA records at %s could be validated: they do not fit the certificate, or they are of a \
                    kind that mail does not use (usages 0 and 1).""".formatted(hosts.tlsaName()), """
                    Your side: the certificate or its key was changed and the TLSA record was not, or the record was \
                    wrong from the start.""");
            case TLSA_MISMATCH ->
                new Meaning("certificate matches no TLSA record", """
                    The mail server showed a certificate that none of the TLSA records at %s \
                    matches.""".formatted(hosts.tlsaName()), """
                    Your side, nearly always: the certificate was renewed with a new key, and the TLSA record still \
                    names the old one. Else the very attack that DANE is there to stop.""");
            case DNSSEC_INVALID -> new Meaning("DNSSEC does not validate", """
                    The sender's resolver got no answer about the MX host or its TLSA records that DNSSEC proves, so the \
                    sender cannot tell whether they are genuine. Other validating resolvers are likely to fail too.""", """
                    Usually your side, or your DNS provider's: expired signatures, a DS record at the parent that fits no \
                    key, or name servers that do not prove what is not there. Else the sender's resolver, or an attack \
                    on DNS.""");
            case DANE_REQUIRED -> new Meaning("sender demands DANE", """
                    This sender is set up to deliver to you under DANE only, and found no validated TLSA record for the \
                    MX host.""", """
                    An agreement between the two of you that one side forgot: TLSA records were withdrawn here, or the \
                    demand was made there without asking.""");
        };
    }
}
