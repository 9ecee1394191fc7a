package tlsrpt.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do about a diagnosis, the first thing first.
final class Remedy {

    private static final String PORT_25 = " Run this from a server elsewhere: port 25 is often blocked from a laptop.";

    /// Of a public key, as a TLSA record of the form `3 1 1` holds it.
    static final String DIGEST = "x509 -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256";

    private final Situation situation;
    private final Hosts hosts;
    private final List<Step> steps = new ArrayList<>();

    private Remedy(Situation situation, Hosts hosts) {
        this.situation = situation;
        this.hosts = hosts;
    }

    static List<Step> of(Situation situation, Hosts hosts) {
        var remedy = new Remedy(situation, hosts);
        var firstAid = new FirstAid(situation, hosts);
        remedy.steps.addAll(firstAid.before());
        if (situation.isDane() && situation.isAbout(Family.CERTIFICATE)) {
            remedy.compareTlsa();
        }
        switch (situation.diagnosis()) {
            case Diagnosis.Known known -> remedy.fix(known);
            case Diagnosis.Unknown _ -> remedy.lookAtSession().askReporter();
        }
        remedy.steps.addAll(firstAid.after());
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
                                Compare the receiving addresses in the report with those in your DNS. One that is not \
                                yours points to a hijacked route or to tampered DNS.""", addresses(hosts.mx())).step("""
                                Turn off what inspects SMTP (on firewalls often called fixup or ESMTP inspection), and \
                                look at proxies, load balancers and milters in front of the mail server. Its log says \
                                whether it can read its certificate and key.""").step("""
                                If one sender's network alone sees it, suspect stripping on that way and tell the \
                                sender.""");
            case CERTIFICATE_HOST_MISMATCH ->
                step(
                                "List the names in the certificate.",
                                hosts.certificate("x509 -noout -subject -ext subjectAltName"))
                        .step("""
                                Compare them with your MX records. The name there is what counts, not the one that a CNAME \
                                leads to.""", mxRecords())
                        .step("""
                                Get a certificate with the name of every MX host, make it the default for senders that \
                                name no host, and reload the mail server.""");
            case CERTIFICATE_EXPIRED ->
                dates().step("""
                                Renew the certificate and reload the mail server: a renewed file is not yet a certificate \
                                in service. Then look again, at every address.""").step("Have something warn you 21 days before the next end date.");
            case CERTIFICATE_NOT_YET_VALID -> dates().step("""
                        If the start date lies ahead, put the previous certificate back until then. If it lies behind, the \
                        sender's clock was wrong: nothing to do.""");
            case CERTIFICATE_NOT_TRUSTED, CERTIFICATE_CHAIN_INCOMPLETE ->
                lookAtChain()
                        .step("""
                                Set the mail server up with the full chain: its own certificate, then the intermediates, \
                                without the root and without leftovers of an older chain. Reload it.""")
                        .step("Check the files before.", "openssl verify -untrusted intermediates.pem certificate.pem");
            case CERTIFICATE_SELF_SIGNED -> lookAtChain().step("""
                        Get a certificate from a public CA for every MX host, install it with its intermediates, and reload \
                        the mail server.""");
            case CERTIFICATE_REVOKED ->
                step("See which certificate is in service.", hosts.certificate("x509 -noout -serial -issuer -dates"))
                        .step("""
                                Make a new key, get a new certificate, reload the mail server. Ask the CA why, before you \
                                use the old key anywhere.""");
            case CERTIFICATE_WEAK ->
                step("Read the key size and signature algorithm.", hosts.certificate("x509 -noout -text"))
                        .step("""
                                Get a new certificate with an ECDSA key or RSA of 2048 bits or more, signed with SHA-256, \
                                and serve it with the CA's present intermediates.""");
            case VALIDATION_FAILURE ->
                comparePolicy().lookAtSession().acceptModernTls().askReporter();
            case TLS_MISMATCH ->
                step("This must connect, and so must the same with -tls1_3.", hosts.talkTls12())
                        .acceptModernTls();
            case TLS_ALERT -> lookAtSession().step("""
                        Ask senders for no certificate of theirs on port 25, and answer server names that you do not know \
                        with the default certificate. The mail server's log names the alert.""");
            case NOT_TLS -> lookAtSession().step("""
                        Look at what stands between port 25 and the mail server: a proxy or filter must pass STARTTLS on or \
                        answer it itself, and not do half of both.""");
            case HANDSHAKE_TIMED_OUT, HANDSHAKE_CLOSED ->
                step("Wait for the next report: single cases are not your fault.")
                        .lookAtSession()
                        .step("""
                                If it goes on, look for load, limits on processes or connections, and a firewall that \
                                drops large packets or ICMP; the mail server's log of that time says more.""");
            case MX_NOT_IN_POLICY -> compareMx();
            case STS_POLICY_FETCH_ERROR -> fetch().policyHostInDns().openToPrograms();
            case STS_POLICY_NOT_FOUND -> fetch().policyHostInDns().step("""
                        If you no longer want MTA-STS, do not just remove it: publish `mode: none` with a short max_age and \
                        a new id, wait until the old max_age has run out, then remove record and file.""");
            case STS_POLICY_REFUSED -> fetch().openToPrograms();
            case STS_POLICY_REDIRECTED ->
                fetch().step("Serve the file under this very URL, and leave it out of rules that redirect.");
            case STS_POLICY_SERVER_ERROR ->
                fetch().step(
                                "The web server's error log of that day says more. A plain file needs no application behind it.");
            case STS_POLICY_TIMED_OUT, STS_POLICY_UNREACHABLE -> fetch().policyHostInDns();
            case STS_POLICY_DNS ->
                policyHostInDns()
                        .step("If your zone is signed, see that it validates.", "delv " + hosts.policyHost() + " A");
            case STS_POLICY_TLS ->
                step(
                                "See how far the handshake gets.",
                                "openssl s_client -connect " + hosts.policyHost() + ":443 -servername "
                                        + hosts.policyHost() + " </dev/null")
                        .step("Have the web server know this name, and speak TLS 1.2 and 1.3.");
            case STS_RECORD_INVALID -> step("""
                        Exactly one record must begin with `v=STSv1;` and hold an id of up to 32 letters and digits, such \
                        as `v=STSv1; id=20260301T120000;`.""", "dig +short TXT " + hosts.policyRecord());
            case STS_POLICY_INVALID ->
                step("Look at what senders get.", hosts.fetchPolicy("-si"))
                        .step("""
                                It must be text/plain with `version: STSv1`, a `mode`, a `max_age` and, unless the mode is \
                                none, one `mx` line for each pattern; no byte-order mark, no HTML, no commas.""")
                        .step("Then give the TXT record a new id.", "dig +short TXT " + hosts.policyRecord());
            case STS_WEBPKI_INVALID ->
                policyCertificate()
                        .step(
                                "If it is in order, look at the certificate of the MX host: a few senders mean that.",
                                hosts.talkTls());
            case STS_WEBPKI_EXPIRED, STS_WEBPKI_HOST_MISMATCH, STS_WEBPKI_NOT_TRUSTED -> policyCertificate();
            case TLSA_INVALID, TLSA_MISMATCH -> compareTlsa().step("""
                                Check every MX host, every address, and both certificates where there is an RSA and an \
                                ECDSA one. Replace usages 0 and 1, which mail ignores, by `3 1 1`.""").step("""
                                At the next change of key, publish the new record first, wait for two TTLs, change the \
                                certificate, then remove the old record; or keep the key when you renew.""");
            case DNSSEC_INVALID ->
                step("Ask as a validating resolver does.", "delv " + hosts.tlsaName() + " TLSA")
                        .step("""
                                Look for expired signatures, a DS record that fits no key, and missing proof (NSEC, NSEC3) \
                                that a name is not there; dnsviz.net draws the chain. Every name server has to answer TLSA \
                                questions.""", "dig +dnssec TLSA " + hosts.tlsaName());
            case DANE_REQUIRED ->
                step("See whether TLSA records are there, and validate.", "delv " + hosts.tlsaName() + " TLSA")
                        .step("Publish them (your zone has to be signed), or agree with the sender to do without.");
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
                Talk TLS to each MX host, and to each receiving address that the report names (put it in place of the name \
                after -connect).""", hosts.talkTls());
    }

    private Remedy dates() {
        return step("""
                Read the dates at every address of the MX host (put it in place of the name after -connect).\
                """, hosts.certificate("x509 -noout -subject -dates"));
    }

    private Remedy lookAtChain() {
        return step("Look at the chain in service; the last line says what is wrong with it.", hosts.talkTls());
    }

    private Remedy acceptModernTls() {
        return step("Offer TLS 1.2 and 1.3 with ciphers of today (ECDHE with AES-GCM or ChaCha20).");
    }

    private Remedy askReporter() {
        return step("If one reporter alone sees it, ask there: contact-info in the report names an address.");
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
                        "Add what is missing to the file first, then give the TXT record a new id.",
                        "dig +short TXT " + hosts.policyRecord());
    }

    private Remedy compareTlsa() {
        return step("Compare the TLSA records with the certificate in service.", "dig +short TLSA " + hosts.tlsaName());
    }

    private Remedy fetch() {
        return step("""
                Fetch it yourself, once with -4 and once with -6. The answer has to be 200 at once, text/plain, without a \
                redirect.""", hosts.fetchPolicy("-sv"));
    }

    private Remedy policyHostInDns() {
        return step("Every address of the policy host has to answer; remove dead ones.", addresses(hosts.policyHost()));
    }

    private Remedy openToPrograms() {
        return step(
                "Keep sign-ins, bot filters, rate limits and blocks by country away from this one URL: senders are programs, anywhere.");
    }

    private Remedy policyCertificate() {
        return step(
                        "Look at the certificate of the policy host.",
                        hosts.policyHostCertificate("x509 -noout -subject -issuer -dates -ext subjectAltName"))
                .step(
                        "It has to name " + hosts.policyHost()
                                + ", be in date, and come with its intermediates from a public CA. Renew it and reload the web server.")
                .step("Then this must succeed.", hosts.fetchPolicy("-sS"));
    }

    private String mxRecords() {
        return "dig +short MX " + hosts.domain();
    }

    private static String addresses(String host) {
        return "dig +short " + host + " A " + host + " AAAA";
    }
}
