package tlsrpt.posture;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.PolicyType;

/// The certificates of an MX host, as senders under MTA-STS verify them. Spec: RFC 8461 §4.2
///
/// Without an MTA-STS policy no sender asks for a valid certificate, so a fault is only a note.
final class CertificateChecks {

    private final ParsedFacts observed;
    private final MailHost host;

    CertificateChecks(ParsedFacts observed, MailHost host) {
        this.observed = observed;
        this.host = host;
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        var looks = host.withChain();
        for (var look : looks) {
            var tls = Objects.requireNonNull(look.tls());
            var address = IpText.of(look.address());
            var chain = Chain.of(tls.chain(), observed.background().roots(), observed.now());
            var leaf = tls.chain().getFirst();
            chain(chain, leaf).forEach(finding -> findings.add(finding.at(host.name(), address)));
            findings.add(name(tls, leaf).at(host.name(), address));
            var nameless = look.thorough().get(Hello.NO_SNI);
            if (nameless != null && nameless.hasChain() && Chain.isFor(leaf, host.name())) {
                nameless(nameless.chain().getFirst())
                        .ifPresent(finding -> findings.add(finding.at(host.name(), address)));
            }
            findings.add(expiry(chain).at(host.name(), address));
            findings.add(strength(chain).at(host.name(), address));
        }
        return ParsedFacts.merged(findings);
    }

    private State fault() {
        return observed.asksForCertificates() ? State.FAIL : State.NOTE;
    }

    private String refused() {
        return observed.asksForCertificates()
                ? "Senders under MTA-STS do not accept this certificate."
                : "No sender verifies it, because the domain has no MTA-STS policy.";
    }

    private List<Finding> chain(Chain chain, X509Certificate leaf) {
        var seen = Chain.describe(leaf);
        var findings = new ArrayList<Finding>();
        for (var fault : chain.faults().stream().sorted().toList()) {
            switch (fault) {
                case INCOMPLETE ->
                    findings.add(bad(
                            Diagnosis.Known.CERTIFICATE_CHAIN_INCOMPLETE,
                            "intermediate certificate missing: " + seen,
                            "Configure the mail server with the full chain, and reload it."));
                case SELF_SIGNED ->
                    findings.add(bad(
                            Diagnosis.Known.CERTIFICATE_SELF_SIGNED,
                            (chain.path().size() == 1 ? "self-signed: " : "from a private CA: ") + seen,
                            "Get a certificate from a public CA."));
                case NOT_TRUSTED ->
                    findings.add(bad(
                            Diagnosis.Known.CERTIFICATE_NOT_TRUSTED,
                            "does not lead to a public CA: " + seen,
                            "Get a certificate from a public CA, and configure the full chain."));
                case EXPIRED ->
                    findings.add(bad(
                            Diagnosis.Known.CERTIFICATE_EXPIRED,
                            "expired: " + Chain.describe(worstDate(chain)),
                            "Renew the certificate, reload the mail server, and check each node."));
                case NOT_YET_VALID ->
                    findings.add(bad(
                            Diagnosis.Known.CERTIFICATE_NOT_YET_VALID,
                            "not valid yet: " + seen,
                            "Serve the previous certificate until this one is valid."));
                case WEAK -> {}
            }
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        return List.of(
                chain.unneeded() == 0
                        ? Finding.pass(Check.MX_CHAIN, seen)
                        : Finding.of(
                                        Check.MX_CHAIN,
                                        State.WARN,
                                        "unnecessary certificates sent (" + chain.unneeded() + "), such as the root: "
                                                + seen,
                                        "Senders ignore them, but each handshake carries them.")
                                .todo("Configure only the leaf certificate and its intermediates."));
    }

    private X509Certificate worstDate(Chain chain) {
        return chain.path().stream()
                .filter(one -> one.getNotAfter().toInstant().isBefore(observed.now()))
                .findFirst()
                .orElseThrow();
    }

    private Finding bad(Diagnosis.Known diagnosis, String seen, String todo) {
        return Finding.of(Check.MX_CHAIN, fault(), seen, refused())
                .explains(diagnosis)
                .todo(todo)
                .todo(observed.steps(diagnosis, host.name()));
    }

    private Finding name(TlsLook tls, X509Certificate leaf) {
        var names = "for " + Chain.namesInWords(leaf);
        if (Chain.isFor(leaf, host.name())) {
            return Finding.pass(Check.MX_NAME, names);
        }
        return Finding.of(
                        Check.MX_NAME,
                        fault(),
                        names + ", not for " + host.name()
                                + (tls.withoutSni() ? " (asked without SNI, which cannot carry this name)" : ""),
                        refused())
                .explains(Diagnosis.Known.CERTIFICATE_HOST_MISMATCH)
                .todo("Get a certificate that names " + host.name() + ".")
                .todo(observed.steps(Diagnosis.Known.CERTIFICATE_HOST_MISMATCH, host.name()));
    }

    private Optional<Finding> nameless(X509Certificate leaf) {
        return Chain.isFor(leaf, host.name())
                ? Optional.empty()
                : Optional.of(Finding.of(
                                Check.MX_NAME,
                                observed.asksForCertificates() ? State.WARN : State.NOTE,
                                "without SNI, for " + Chain.namesInWords(leaf) + ", not for " + host.name(),
                                observed.asksForCertificates()
                                        ? "Senders under MTA-STS that send no server name do not accept this certificate."
                                        : refused())
                        .explains(Diagnosis.Known.CERTIFICATE_HOST_MISMATCH)
                        .todo("Make the certificate for " + host.name() + " the default of this address."));
    }

    private Finding expiry(Chain chain) {
        var first = Lifetime.first(chain.path(), observed.now());
        var end = first.getNotAfter().toInstant();
        boolean ended = end.isBefore(observed.now());
        var seen = (ended ? "expired on " : "expires on ") + Chain.end(first) + ": " + Chain.describe(first);
        var state = Lifetime.state(first, observed.now());
        if (state == State.PASS) {
            return Finding.pass(Check.MX_EXPIRY, seen).until(end);
        }
        boolean matters = observed.asksForCertificates() || ParsedFacts.hasTrustAnchorRecords(host);
        return Finding.of(
                        Check.MX_EXPIRY,
                        matters ? state : State.NOTE,
                        seen,
                        matters
                                ? "From then on, senders under MTA-STS do not accept it."
                                : "No sender checks the date, because the domain has no MTA-STS policy.")
                .until(end)
                .todo("Renew the certificate, reload the mail server, and check each node.");
    }

    private Finding strength(Chain chain) {
        var weak = chain.path().stream().filter(Chain::isWeak).findFirst();
        return weak.isEmpty()
                ? Finding.pass(Check.MX_STRENGTH, keys(chain))
                : Finding.of(
                                Check.MX_STRENGTH,
                                fault(),
                                keys(chain) + ": " + Chain.describe(weak.get()),
                                observed.asksForCertificates() ? "Some senders reject such a weak chain." : refused())
                        .explains(Diagnosis.Known.CERTIFICATE_WEAK)
                        .todo("Create a new key (RSA 2048 or EC P-256), and get a certificate signed with SHA-256.")
                        .todo(observed.steps(Diagnosis.Known.CERTIFICATE_WEAK, host.name(), PolicyType.Registered.STS));
    }

    private static String keys(Chain chain) {
        var text = new StringBuilder();
        for (var certificate : chain.path()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(Chain.key(certificate))
                    .append(" signed with ")
                    .append(certificate.getSigAlgName());
        }
        return text.toString();
    }
}
