package tlsrpt.posture;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;

/// DNSSEC, name servers that agree, and CAA.
final class DnsChecks {

    private static final Duration SOON = Duration.ofDays(3);
    private static final Duration SYNCHRONIZING = Duration.ofHours(1);

    /// The issuer domains of large CAs, by a word in the organization of their certificates.
    private static final List<Issuer> ISSUERS = List.of(
            new Issuer("let's encrypt", List.of("letsencrypt.org")),
            new Issuer("sectigo", List.of("sectigo.com", "comodoca.com", "usertrust.com", "trust-provider.com")),
            new Issuer(
                    "digicert", List.of("digicert.com", "symantec.com", "geotrust.com", "rapidssl.com", "thawte.com")),
            new Issuer("google trust services", List.of("pki.goog", "google.com")),
            new Issuer("globalsign", List.of("globalsign.com")),
            new Issuer("buypass", List.of("buypass.com", "buypass.no")),
            new Issuer("zerossl", List.of("sectigo.com", "zerossl.com")));

    private record Issuer(String organization, List<String> domains) {}

    private final ParsedFacts observed;
    private final Facts facts;

    DnsChecks(ParsedFacts observed) {
        this.observed = observed;
        this.facts = observed.facts();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>(dnssec());
        if (!facts.servers().isEmpty()) {
            findings.add(agree());
        }
        return findings;
    }

    private List<Finding> dnssec() {
        var missing = facts.vantage().noDnssec();
        if (missing != null) {
            return List.of(Finding.unseen(Check.DNSSEC, missing));
        }
        var findings = new ArrayList<Finding>();
        findings.add(dnssec("MX of " + observed.domain(), null, List.of(facts.mx())));
        for (var host : facts.mailHosts()) {
            findings.add(dnssec(host.name(), host, List.of(host.v4(), host.v6(), host.tlsa())));
        }
        return findings;
    }

    private Finding dnssec(String what, @Nullable MailHost host, List<? extends Answer<?>> answers) {
        var finding = dnssec(what, host != null && host.tlsa().isFound(), answers);
        return host == null ? finding : finding.at(host.name());
    }

    private Finding dnssec(String what, boolean hasTlsa, List<? extends Answer<?>> answers) {
        var bogus = answers.stream().filter(Answer::isBogus).findFirst();
        if (bogus.isPresent()) {
            return Finding.of(
                            Check.DNSSEC,
                            State.FAIL,
                            what + ": " + bogus.get().detail(),
                            "Senders that validate DNSSEC defer mail. Public CAs validate too, so renewals fail as well.")
                    .explains(Diagnosis.Known.DNSSEC_INVALID)
                    .todo(
                            "Sign the zone again, or correct the DS record at the parent.",
                            "dig +dnssec +cd " + bogus.get().name());
        }
        var known = answers.stream().filter(answer -> !answer.isUnseen()).toList();
        if (known.isEmpty()) {
            return Finding.unseen(Check.DNSSEC, what + ": no answer");
        }
        boolean insecure = known.stream().anyMatch(answer -> answer.security() == Answer.Security.INSECURE);
        if (insecure) {
            return hasTlsa
                    ? Finding.of(
                                    Check.DNSSEC,
                                    State.WARN,
                                    what + " is not signed",
                                    "Senders ignore TLSA records without DNSSEC.")
                            .todo("Sign the zone, and publish its DS record at the parent.")
                    : Finding.of(
                            Check.DNSSEC, State.NOTE, what + " is not signed", "DANE is not possible without DNSSEC.");
        }
        var end = known.stream()
                .map(Answer::signedUntil)
                .filter(Objects::nonNull)
                .sorted()
                .findFirst()
                .orElse(null);
        boolean endsSoon = end != null && end.isBefore(observed.now().plus(SOON));
        return (endsSoon
                        ? Finding.of(
                                        Check.DNSSEC,
                                        State.WARN,
                                        what + ": a signature expires on " + end,
                                        "If the zone is not signed again by then, senders that validate DNSSEC defer"
                                                + " mail.")
                                .todo("Find out why the zone was not signed again, and sign it.")
                        : Finding.pass(Check.DNSSEC, what + " is secure"))
                .until(end);
    }

    private Finding agree() {
        var silent = facts.servers().stream()
                .filter(server -> server.failure() != null)
                .map(server -> server.server() + ": " + server.failure())
                .toList();
        var answering = facts.servers().stream()
                .filter(server -> server.failure() == null)
                .toList();
        if (answering.isEmpty()) {
            return Finding.unseen(Check.DNS_AGREE, String.join("; ", silent));
        }
        var differing = differing();
        if (!differing.isEmpty()) {
            var since = observed.background().serversDifferSince();
            boolean lasting = since != null && since.plus(SYNCHRONIZING).isBefore(observed.now());
            return Finding.of(
                            Check.DNS_AGREE,
                            lasting ? State.FAIL : State.WARN,
                            differing,
                            "Senders see different records, depending on the name server that their resolver queries.")
                    .todo("Bring the secondary name servers up to date.");
        }
        return silent.isEmpty()
                ? Finding.pass(
                        Check.DNS_AGREE,
                        answering.size() == 1
                                ? "the only name server answers"
                                : answering.size() + " name servers give the same answers")
                : Finding.of(
                                Check.DNS_AGREE,
                                State.WARN,
                                String.join("; ", silent),
                                "Resolvers that ask this name server wait before they try another.")
                        .todo("Repair the name server, or remove it from the NS records.");
    }

    /// How the name servers that answer differ; empty where they do not.
    String differing() {
        var answering = facts.servers().stream()
                .filter(server -> server.failure() == null)
                .toList();
        var questions = answering.stream()
                .flatMap(server -> server.answers().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        for (var question : questions) {
            var byAnswer = new LinkedHashMap<String, List<String>>();
            for (var server : answering) {
                var answer = server.answers().get(question);
                if (answer != null) {
                    byAnswer.computeIfAbsent(answer, _ -> new ArrayList<>()).add(server.server());
                }
            }
            if (byAnswer.size() > 1) {
                return question + ": "
                        + byAnswer.entrySet().stream()
                                .map(entry -> String.join(", ", entry.getValue()) + " says "
                                        + (entry.getKey().isEmpty() ? "nothing" : entry.getKey()))
                                .collect(Collectors.joining("; "));
            }
        }
        return "";
    }

    /// CAA of the policy host and of each MX host, against the issuer of the certificate in service.
    List<Finding> caa() {
        var findings = new ArrayList<Finding>();
        if (observed.usesMtaSts() && !facts.policyHost().addresses().isEmpty()) {
            var leaf = facts.policyHost().looks().stream()
                    .map(PolicyLook::tls)
                    .filter(tls -> tls != null && tls.hasChain())
                    .map(tls -> tls.chain().getFirst())
                    .findFirst()
                    .orElse(null);
            findings.add(caa(facts.policyHost().caa(), leaf, facts.policyHost().name())
                    .at(facts.policyHost().name()));
        }
        for (var host : facts.mailHosts()) {
            var leaf = host.withChain().stream()
                    .map(look -> Objects.requireNonNull(look.tls()).chain().getFirst())
                    .findFirst()
                    .orElse(null);
            findings.add(caa(host.caa(), leaf, host.name()).at(host.name()));
        }
        return findings;
    }

    private static Finding caa(Answer<Caa> answer, @Nullable X509Certificate leaf, String name) {
        if (answer.isBogus() || answer.status() == Answer.Status.FAILED) {
            return Finding.of(
                            Check.CAA,
                            State.WARN,
                            answer.detail(),
                            "CAs refuse to issue while the CAA lookup fails, so the next renewal fails.")
                    .todo("Configure the name servers to answer CAA queries for " + name + ".");
        }
        if (answer.isUnseen()) {
            return Finding.unseen(Check.CAA, answer.detail());
        }
        if (answer.isAbsent()) {
            return Finding.pass(Check.CAA, "any CA may issue");
        }
        boolean wildcard = leaf != null
                && Chain.names(leaf).stream().allMatch(one -> one.startsWith("*."))
                && answer.records().stream().anyMatch(record -> record.tag().equalsIgnoreCase("issuewild"));
        var allowed = answer.records().stream()
                .filter(record -> record.tag().equalsIgnoreCase(wildcard ? "issuewild" : "issue"))
                .map(record -> record.value().split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .toList();
        var seen = answer.records().stream().map(Caa::toString).collect(Collectors.joining(", "));
        var issuer = leaf == null ? null : issuer(leaf);
        if (issuer == null || allowed.isEmpty() || issuer.domains().stream().anyMatch(allowed::contains)) {
            return Finding.pass(Check.CAA, seen);
        }
        return Finding.of(
                        Check.CAA,
                        State.WARN,
                        seen + " at " + answer.name() + ", but the certificate in service is from "
                                + issuer.domains().getFirst(),
                        "The CA of this certificate will refuse the next renewal.")
                .todo("Allow it: " + answer.name() + ". IN CAA 0 issue \""
                        + issuer.domains().getFirst() + "\"");
    }

    /// The CA of a certificate, only where its name is known for sure.
    private static @Nullable Issuer issuer(X509Certificate leaf) {
        var organization = leaf.getIssuerX500Principal().getName().toLowerCase(Locale.ROOT);
        return Stream.of(organization.split(",(?=[a-z]+=)"))
                .filter(part -> part.startsWith("o="))
                .flatMap(part -> ISSUERS.stream().filter(issuer -> part.contains(issuer.organization())))
                .findFirst()
                .orElse(null);
    }
}
