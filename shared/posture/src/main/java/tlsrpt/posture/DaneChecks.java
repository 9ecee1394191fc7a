package tlsrpt.posture;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.PolicyType;

/// TLSA records of an MX host against the certificates in service. Spec: RFC 7672
final class DaneChecks {

    private static final Duration ROLLOVER = Duration.ofDays(30);

    private final ParsedFacts observed;
    private final MailHost host;
    private final Answer<Tlsa> answer;
    private final List<Tlsa> usable;
    private final List<SmtpLook> looks;

    DaneChecks(ParsedFacts observed, MailHost host) {
        this.observed = observed;
        this.host = host;
        this.answer = host.tlsa();
        this.usable = host.usable();
        this.looks = host.withChain();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        if (!answer.isFound()) {
            findings.addAll(absent());
            return findings;
        }
        findings.add(records());
        if (!usable.isEmpty()) {
            findings.addAll(match());
            if (!looks.isEmpty()) {
                findings.add(rollover());
            }
        }
        return findings;
    }

    private List<Finding> absent() {
        var others = observed.facts().mailHosts().stream()
                .anyMatch(other -> other.tlsa().isFound());
        var findings = new ArrayList<Finding>();
        if (answer.isAbsent() && others) {
            findings.add(Finding.of(
                            Check.TLSA_RECORDS,
                            State.WARN,
                            answer.name() + " has no TLSA record, but other MX hosts do",
                            "DANE does not protect this host, so an attacker can redirect mail to it.")
                    .at(host.name())
                    .todo("Publish a TLSA record for each MX host. " + recordToPublish()));
        }
        findings.add(denial().at(host.name()));
        return findings;
    }

    private Finding denial() {
        var check = Check.TLSA_DENIAL;
        if (answer.isAbsent()) {
            return answer.security() == Answer.Security.UNKNOWN
                    ? Finding.unseen(check, "DNSSEC could not be validated from here")
                    : Finding.pass(
                            check,
                            answer.isSecure()
                                    ? "DNSSEC proves that there is no TLSA record"
                                    : "no TLSA record, in an unsigned zone");
        }
        boolean addressesAnswer = host.v4().isFound() || host.v6().isFound();
        boolean signed = host.v4().isSecure() || host.v6().isSecure();
        if (answer.isBogus() || (answer.status() == Answer.Status.FAILED && addressesAnswer && signed)) {
            return Finding.of(
                            check,
                            State.FAIL,
                            answer.detail(),
                            "Senders that use DANE defer mail to this host, even though it has no TLSA record.")
                    .explains(Diagnosis.Known.DNSSEC_INVALID)
                    .todo(
                            "Configure the name servers to answer TLSA queries for " + answer.name()
                                    + " with a signed denial.",
                            "dig +dnssec TLSA " + answer.name());
        }
        return Finding.unseen(check, answer.detail());
    }

    private Finding records() {
        var seen = answer.records().stream().map(Tlsa::toString).collect(Collectors.joining(", "));
        if (usable.isEmpty()) {
            return Finding.of(
                            Check.TLSA_RECORDS,
                            State.FAIL,
                            seen,
                            "Senders must use TLS here, but cannot verify the server: no record is usable with SMTP.")
                    .at(host.name())
                    .explains(Diagnosis.Known.TLSA_INVALID)
                    .todo("Replace them. " + recordToPublish())
                    .todo(observed.steps(Diagnosis.Known.TLSA_INVALID, host.name(), PolicyType.Registered.TLSA));
        }
        var oddities = new ArrayList<String>();
        if (usable.size() < answer.records().size()) {
            oddities.add("a record that is unusable with SMTP");
        }
        if (usable.stream().anyMatch(record -> record.usage() == Tlsa.DANE_EE && record.selector() == 0)) {
            oddities.add("3 0 x pins the whole certificate, so every renewal breaks it");
        }
        if (answer.security() == Answer.Security.INSECURE) {
            oddities.add("the zone is not signed, so most senders ignore the records");
        } else if (observed.facts().mx().security() == Answer.Security.INSECURE) {
            oddities.add("the MX records are not signed, so most senders ignore the TLSA records");
        }
        return oddities.isEmpty()
                ? Finding.pass(Check.TLSA_RECORDS, seen).at(host.name())
                : Finding.of(
                                Check.TLSA_RECORDS,
                                State.WARN,
                                String.join("; ", oddities) + ": " + seen,
                                "DANE protects this host less than these records suggest.")
                        .at(host.name())
                        .todo(recordToPublish());
    }

    private List<Finding> match() {
        if (looks.isEmpty()) {
            return List.of(Finding.unseen(Check.TLSA_MATCH, "no certificate of this host could be checked")
                    .at(host.name()));
        }
        var findings = new ArrayList<Finding>();
        for (var look : looks) {
            var chain = Objects.requireNonNull(look.tls()).chain();
            var fitting = usable.stream().filter(record -> fits(record, chain)).findFirst();
            findings.add(
                    (fitting.isPresent() ? Finding.pass(Check.TLSA_MATCH, fitting.get() + " matches") : mismatch(chain))
                            .at(host.name(), IpText.of(look.address())));
        }
        return ParsedFacts.merged(findings);
    }

    private Finding mismatch(List<X509Certificate> chain) {
        var leaf = chain.getFirst();
        return Finding.of(
                        Check.TLSA_MATCH,
                        State.FAIL,
                        "no TLSA record matches " + Chain.describe(leaf),
                        "Senders that use DANE defer all mail to this host.")
                .explains(Diagnosis.Known.TLSA_MISMATCH)
                .todo("Publish a record that matches: " + answer.name() + ". IN TLSA "
                        + Tlsa.of(Tlsa.DANE_EE, 1, 1, leaf)
                        + " Or restore the earlier certificate.")
                .todo(observed.steps(Diagnosis.Known.TLSA_MISMATCH, host.name(), PolicyType.Registered.TLSA));
    }

    /// Whether a record verifies a chain: usage 3 by the leaf alone, usage 2 by a CA in the chain as sent, below which
    /// names and dates must hold. Spec: RFC 7672 §3.1.1, §3.1.2
    private boolean fits(Tlsa record, List<X509Certificate> chain) {
        if (isWeakerDigest(record)) {
            return false;
        }
        if (record.usage() == Tlsa.DANE_EE) {
            return record.matches(chain.getFirst());
        }
        if (!Chain.isFor(chain.getFirst(), host.name())) {
            return false;
        }
        var path = chain.getFirst();
        for (int i = 0; i < chain.size(); i++) {
            if (!isInDate(path)) {
                return false;
            }
            if (i > 0 && record.matches(path)) {
                return true;
            }
            var signed = path;
            var issuer = chain.stream()
                    .filter(one -> !one.equals(signed) && Chain.isSignedBy(signed, one))
                    .findFirst();
            if (issuer.isEmpty()) {
                return false;
            }
            path = issuer.get();
        }
        return false;
    }

    private boolean isInDate(X509Certificate certificate) {
        return !certificate.getNotBefore().toInstant().isAfter(observed.now())
                && !certificate.getNotAfter().toInstant().isBefore(observed.now());
    }

    /// Senders use only the strongest digest of each usage and selector. Spec: RFC 7671 §9
    private boolean isWeakerDigest(Tlsa record) {
        return record.matching() == 1
                && usable.stream()
                        .anyMatch(other -> other.matching() == 2
                                && other.usage() == record.usage()
                                && other.selector() == record.selector());
    }

    /// The usable records that fit no address; none where no address was looked at.
    Set<Tlsa> spare() {
        Set<Tlsa> spare = looks.isEmpty() ? Set.of() : new LinkedHashSet<>(usable);
        for (var look : looks) {
            var chain = Objects.requireNonNull(look.tls()).chain();
            spare.removeIf(record -> fits(record, chain));
        }
        return spare;
    }

    private Finding rollover() {
        var spare = spare();
        var seen = spare.stream().map(Tlsa::toString).collect(Collectors.joining(", "));
        var old = spare.stream()
                .filter(record -> {
                    var since = observed.background().sparesSince().get(record.toString());
                    return since != null && since.plus(ROLLOVER).isBefore(observed.now());
                })
                .findFirst();
        if (old.isPresent()) {
            return warn(
                    "has matched no address for more than " + ROLLOVER.toDays() + " days: " + old.get(),
                    "The holder of that key could pose as this host.",
                    "Remove the record.");
        }
        if (!spare.isEmpty()) {
            return Finding.pass(Check.TLSA_ROLLOVER, "ready for the next key: " + seen)
                    .at(host.name());
        }
        if (usable.stream().allMatch(record -> record.usage() == Tlsa.DANE_TA) && pinsIntermediate()) {
            return warn(
                    "every record names an intermediate CA, and none the key of the server",
                    "CAs change their intermediates without notice. After the next renewal, no record may match.",
                    "Add a record for the key of the server. " + recordToPublish());
        }
        boolean due = looks.stream()
                .map(look -> Objects.requireNonNull(look.tls()).chain().getFirst())
                .anyMatch(leaf -> Lifetime.state(leaf, observed.now()) != State.PASS);
        return due
                ? warn(
                        "the certificate is due for renewal, and no TLSA record is ready for a new key",
                        "If the renewal creates a new key, senders that use DANE defer mail.",
                        "Publish the record of the next key first, wait two TTLs, change the certificate, then remove"
                                + " the old record. Or renew with the same key.")
                : Finding.pass(Check.TLSA_ROLLOVER, "no spare record").at(host.name());
    }

    private boolean pinsIntermediate() {
        return looks.stream()
                .flatMap(look ->
                        Objects.requireNonNull(look.tls()).chain().stream().skip(1))
                .anyMatch(certificate -> !Chain.isSelfSigned(certificate)
                        && usable.stream().anyMatch(record -> record.matches(certificate)));
    }

    private Finding warn(String seen, String meaning, String todo) {
        return Finding.of(Check.TLSA_ROLLOVER, State.WARN, seen, meaning)
                .at(host.name())
                .todo(todo);
    }

    private String recordToPublish() {
        return looks.stream()
                .map(look -> Objects.requireNonNull(look.tls()).chain().getFirst())
                .findFirst()
                .map(leaf -> "Publish: " + answer.name() + ". IN TLSA " + Tlsa.of(Tlsa.DANE_EE, 1, 1, leaf))
                .orElse("Publish a record of the form 3 1 1 for the key of the server.");
    }
}
