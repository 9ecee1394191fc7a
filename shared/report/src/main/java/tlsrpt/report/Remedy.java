package tlsrpt.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps that fix a diagnosis, in order.
final class Remedy {

    private static final String PORT_25 =
            " Run it on a server outside your network: laptops often cannot reach port 25.";

    /// Prints the digest of a public key, as a `3 1 1` TLSA record holds it.
    static final String DIGEST = "x509 -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256";

    private final FailureContext situation;
    private final Hosts hosts;
    private final List<Step> steps = new ArrayList<>();

    private Remedy(FailureContext situation, Hosts hosts) {
        this.situation = situation;
        this.hosts = hosts;
    }

    static List<Step> of(FailureContext situation, Hosts hosts) {
        var remedy = new Remedy(situation, hosts);
        var mitigation = new Mitigation(situation, hosts);
        remedy.steps.addAll(mitigation.before());
        if (situation.isDane() && situation.isAbout(Family.CERTIFICATE)) {
            remedy.compareTlsa();
        }
        switch (situation.diagnosis()) {
            case Diagnosis.Known known -> remedy.fix(known);
            case Diagnosis.Unknown _ -> remedy.lookAtSession().askReporter();
        }
        remedy.steps.addAll(mitigation.after());
        remedy.warnOfPort25();
        return remedy.steps;
    }

    private void warnOfPort25() {
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (step.command() != null && step.command().contains(":25 ")) {
                steps.set(i, new Step(step.text() + PORT_25, step.command()));
                return;
            }
        }
    }

    private Remedy fix(Diagnosis.Known known) {
        return switch (known) {
            case STARTTLS_NOT_SUPPORTED ->
                lookAtSession().step("""
                                Compare the receiving addresses in the report with those in your DNS. An address that \
                                is not yours means a hijacked route or tampered DNS.""", addresses(hosts.mx())).step("""
                                Turn off SMTP inspection (on firewalls often called fixup or ESMTP inspection), and \
                                check proxies, load balancers and milters in front of the mail server. The mail \
                                server's log says whether it can read its certificate and key.""").step("""
                                If only one sender's network sees it, an attacker may strip STARTTLS on that path: \
                                tell the sender.""");
            case CERTIFICATE_HOST_MISMATCH ->
                step(
                                "List the names in the certificate.",
                                hosts.certificate("x509 -noout -subject -ext subjectAltName"))
                        .step("""
                                Compare them with your MX records. The name in the MX record must match, not the \
                                target of a CNAME.""", mxRecords())
                        .step("""
                                Get a certificate with the name of every MX host, make it the default for senders \
                                that send no SNI, and reload the mail server.""");
            case CERTIFICATE_EXPIRED -> dates().step("""
                                Renew the certificate and reload the mail server: it keeps the old certificate until \
                                it is reloaded. Then read the dates again, at every address.""").step("Set up a warning 21 days before the next end date.");
            case CERTIFICATE_NOT_YET_VALID -> dates().step("""
                        If the start date is in the future, put the previous certificate back until then. If it is in \
                        the past, the sender's clock was wrong, and there is nothing to do.""");
            case CERTIFICATE_NOT_TRUSTED, CERTIFICATE_CHAIN_INCOMPLETE ->
                lookAtChain()
                        .step("""
                                Configure the mail server with the full chain: its own certificate, then the \
                                intermediates, without the root and without certificates of an older chain. Reload \
                                it.""")
                        .step(
                                "Check the files before you reload.",
                                "openssl verify -untrusted intermediates.pem certificate.pem");
            case CERTIFICATE_SELF_SIGNED -> lookAtChain().step("""
                        Get a certificate from a public CA for every MX host, install it with its intermediates, and \
                        reload the mail server.""");
            case CERTIFICATE_REVOKED ->
                step("Read which certificate is in service.", hosts.certificate("x509 -noout -serial -issuer -dates"))
                        .step("""
                                Create a new key, get a new certificate and reload the mail server. Before you use \
                                the old key anywhere, ask the CA why it revoked the certificate.""");
            case CERTIFICATE_WEAK ->
                step("Read the key size and signature algorithm.", hosts.certificate("x509 -noout -text"))
                        .step("""
                                Get a new certificate with an ECDSA key, or RSA of at least 2048 bits, signed with \
                                SHA-256, and serve it with the CA's current intermediates.""");
            case VALIDATION_FAILURE ->
                comparePolicy().lookAtSession().acceptModernTls().askReporter();
            case TLS_MISMATCH ->
                step("This command must connect, with -tls1_2 and with -tls1_3.", hosts.talkTls12())
                        .acceptModernTls();
            case TLS_ALERT -> lookAtSession().step("""
                        Do not ask senders for a client certificate on port 25, and answer unknown server names with \
                        the default certificate. The mail server's log names the alert.""");
            case NOT_TLS -> lookAtSession().step("""
                        Check everything between port 25 and the mail server: a proxy or filter must either pass \
                        STARTTLS on or terminate TLS itself.""");
            case HANDSHAKE_TIMED_OUT, HANDSHAKE_CLOSED ->
                step("Wait for the next report: single cases are usually not your fault.")
                        .lookAtSession()
                        .step("""
                                If it persists, check for load, for limits on processes or connections, and for a \
                                firewall that drops large packets or ICMP. The mail server's log of that time says \
                                more.""");
            case MX_NOT_IN_POLICY -> compareMx();
            case STS_POLICY_FETCH_ERROR -> fetch().policyHostInDns().openToPrograms();
            case STS_POLICY_NOT_FOUND -> fetch().policyHostInDns().step("""
                        To give up MTA-STS, do not just remove the file: publish `mode: none` with a short max_age \
                        and a new id, wait until the old max_age has expired, then remove the record and the file.""");
            case STS_POLICY_REFUSED -> fetch().openToPrograms();
            case STS_POLICY_REDIRECTED ->
                fetch().step("Serve the file at exactly this URL, and exclude it from redirects.");
            case STS_POLICY_SERVER_ERROR ->
                fetch().step(
                                "The web server's error log of that day says more. Serve the policy as a static file, without an application.");
            case STS_POLICY_TIMED_OUT, STS_POLICY_UNREACHABLE -> fetch().policyHostInDns();
            case STS_POLICY_DNS ->
                policyHostInDns()
                        .step("If your zone is signed, check that it validates.", "delv " + hosts.policyHost() + " A");
            case STS_POLICY_TLS ->
                step(
                                "Check how far the handshake gets.",
                                "openssl s_client -connect " + hosts.policyHost() + ":443 -servername "
                                        + hosts.policyHost() + " </dev/null")
                        .step("Configure the web server for this name, with TLS 1.2 and 1.3.");
            case STS_RECORD_INVALID -> step("""
                        Exactly one record must begin with `v=STSv1;` and contain an id of at most 32 letters and \
                        digits, such as `v=STSv1; id=20260301T120000;`.""", "dig +short TXT " + hosts.policyRecord());
            case STS_POLICY_INVALID ->
                step("Fetch the policy as senders do.", hosts.fetchPolicy("-si"))
                        .step("""
                                It must be text/plain with `version: STSv1`, a `mode`, a `max_age` and, unless the \
                                mode is none, one `mx` line per pattern. It must not contain a byte-order mark, HTML \
                                or commas.""")
                        .step("Then publish a new id in the TXT record.", "dig +short TXT " + hosts.policyRecord());
            case STS_WEBPKI_INVALID ->
                policyCertificate()
                        .step(
                                "If it is valid, check the certificate of the MX host: a few senders mean that one.",
                                hosts.talkTls());
            case STS_WEBPKI_EXPIRED, STS_WEBPKI_HOST_MISMATCH, STS_WEBPKI_NOT_TRUSTED -> policyCertificate();
            case TLSA_INVALID, TLSA_MISMATCH -> compareTlsa().step("""
                                Check every MX host, every address, and both certificates if there is an RSA and an \
                                ECDSA one. Replace usages 0 and 1 with `3 1 1`.""").step("""
                                At the next key change, publish the new record first, wait two TTLs, change the \
                                certificate, then remove the old record. Or keep the key when you renew.""");
            case DNSSEC_INVALID ->
                step("Query as a validating resolver does.", "delv " + hosts.tlsaName() + " TLSA")
                        .step("""
                                Look for expired signatures, a DS record that matches no key, and missing proof \
                                (NSEC, NSEC3) that a name does not exist; dnsviz.net draws the chain. Every name \
                                server must answer TLSA queries.""", "dig +dnssec TLSA " + hosts.tlsaName());
            case DANE_REQUIRED ->
                step("Check whether TLSA records exist and validate.", "delv " + hosts.tlsaName() + " TLSA")
                        .step("Publish them (your zone must be signed), or ask the sender not to require DANE.");
        };
    }

    private Remedy step(String text) {
        return step(text, null);
    }

    private Remedy step(String text, @Nullable String command) {
        steps.add(new Step(text, command));
        return this;
    }

    private Remedy lookAtSession() {
        return step("""
                Connect to each MX host, and to each receiving address in the report (put the address in place of the \
                name after -connect).""", hosts.talkTls());
    }

    private Remedy dates() {
        return step("""
                Read the dates at every address of the MX host (put the address in place of the name after -connect).""", hosts.certificate("x509 -noout -subject -dates"));
    }

    private Remedy lookAtChain() {
        return step("Check the chain in service; the line `Verify return code` names the fault.", hosts.talkTls());
    }

    private Remedy acceptModernTls() {
        return step("Offer TLS 1.2 and 1.3 with current ciphers (ECDHE with AES-GCM or ChaCha20).");
    }

    private Remedy askReporter() {
        return step("If only one reporter sees it, ask that reporter: contact-info in the report gives an address.");
    }

    private Remedy comparePolicy() {
        if (situation.isDane()) {
            return compareTlsa();
        }
        return situation.policyType() == PolicyType.Registered.NO_POLICY_FOUND ? this : compareMx();
    }

    private Remedy compareMx() {
        return step("Read your MX records.", mxRecords())
                .step("Compare each with the `mx` lines of the policy.", hosts.fetchPolicy("-sS"))
                .step(
                        "First add the missing names to the file, then publish a new id in the TXT record.",
                        "dig +short TXT " + hosts.policyRecord());
    }

    private Remedy compareTlsa() {
        return step("Compare the TLSA records with the certificate in service.", "dig +short TLSA " + hosts.tlsaName());
    }

    private Remedy fetch() {
        return step("""
                Fetch it yourself, once with -4 and once with -6. The answer must be 200, text/plain, without a \
                redirect.""", hosts.fetchPolicy("-sv"));
    }

    private Remedy policyHostInDns() {
        return step("Every address of the policy host must answer; remove dead ones.", addresses(hosts.policyHost()));
    }

    private Remedy openToPrograms() {
        return step(
                "Exempt this URL from sign-ins, bot filters, rate limits and blocks by country: senders are programs, in any country.");
    }

    private Remedy policyCertificate() {
        return step(
                        "Read the certificate of the policy host.",
                        hosts.policyHostCertificate("x509 -noout -subject -issuer -dates -ext subjectAltName"))
                .step(
                        "It must contain the name " + hosts.policyHost()
                                + ", be valid today, and be served with its intermediates from a public CA. Renew it and reload the web server.")
                .step("Then this command must succeed.", hosts.fetchPolicy("-sS"));
    }

    private String mxRecords() {
        return "dig +short MX " + hosts.domain();
    }

    private static String addresses(String host) {
        return "dig +short " + host + " A " + host + " AAAA";
    }
}
