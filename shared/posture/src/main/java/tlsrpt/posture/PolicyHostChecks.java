package tlsrpt.posture;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;

/// The host that serves the MTA-STS policy, at each of its addresses. Spec: RFC 8461 §3.3
final class PolicyHostChecks {

    private static final Duration SLOW = Duration.ofSeconds(5);

    private final ParsedFacts observed;
    private final PolicyHost host;
    private final List<PolicyLook> looks;

    PolicyHostChecks(ParsedFacts observed) {
        this.observed = observed;
        this.host = observed.facts().policyHost();
        this.looks = host.looks();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        var dns = dns();
        findings.add(dns);
        if (dns.state() == State.FAIL || dns.state() == State.UNSEEN) {
            return findings;
        }
        findings.addAll(reach());
        if (looks.stream().anyMatch(PolicyLook::connected)) {
            findings.addAll(certificate());
            findings.addAll(expiry());
            findings.addAll(fetch());
        }
        return findings;
    }

    private Finding dns() {
        var check = Check.STS_HOST_DNS;
        var answers = List.of(host.v4(), host.v6());
        if (host.addresses().isEmpty()) {
            var broken = answers.stream()
                    .filter(answer -> answer.isBogus() || answer.status() == Answer.Status.FAILED)
                    .findFirst();
            if (broken.isPresent()) {
                return notFound(host.name() + ": " + broken.get().detail());
            }
            var unseen = answers.stream().filter(Answer::isUnseen).findFirst();
            return unseen.isPresent()
                    ? Finding.unseen(check, unseen.get().detail())
                    : notFound(host.name()
                            + (host.v4().status() == Answer.Status.NO_NAME ? " does not exist" : " has no address"));
        }
        var text = host.name() + " " + addressesInWords(host.addresses());
        if (!looks.isEmpty() && looks.stream().allMatch(look -> look.outcome() == PolicyLook.Outcome.NOT_PUBLIC)) {
            return notFound(text + ", which senders cannot reach");
        }
        var broken = answers.stream().filter(Answer::isBogus).findFirst();
        return broken.isEmpty()
                ? Finding.pass(check, text)
                : Finding.of(
                                check,
                                State.WARN,
                                text + "; " + broken.get().detail(),
                                "Some resolvers give up on the host when one of the two lookups fails.")
                        .explains(Diagnosis.Known.STS_POLICY_DNS);
    }

    private Finding notFound(String seen) {
        return Finding.of(Check.STS_HOST_DNS, State.FAIL, seen, "Senders cannot find the policy.")
                .explains(Diagnosis.Known.STS_POLICY_DNS)
                .todo("Give " + host.name()
                        + " a public A or AAAA record, or a CNAME to the host that serves the policy.")
                .todo(observed.steps(Diagnosis.Known.STS_POLICY_DNS, null));
    }

    private List<Finding> reach() {
        var findings = new ArrayList<Finding>();
        boolean any = looks.stream().anyMatch(PolicyLook::connected);
        for (var look : looks) {
            var address = IpText.of(look.address());
            switch (look.outcome()) {
                case NOT_LOOKED ->
                    findings.add(
                            Finding.unseen(Check.STS_HOST_REACH, look.seen()).at("", address));
                case TIMED_OUT -> {
                    if (!isInside(look)) {
                        findings.add(Finding.unseen(Check.STS_HOST_REACH, look.seen())
                                .at("", address)
                                .explains(Diagnosis.Known.STS_POLICY_TIMED_OUT));
                    }
                }
                case UNREACHABLE ->
                    findings.add(
                            any
                                    ? dead(State.WARN, look)
                                    : Finding.unseen(Check.STS_HOST_REACH, look.seen())
                                            .at("", address));
                case REFUSED, NOT_PUBLIC -> findings.add(dead(any ? State.WARN : State.FAIL, look));
                case TLS_FAILED, NOT_HTTP, TOO_LONG, CUT_SHORT, ANSWERED -> {}
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.pass(
                    Check.STS_HOST_REACH,
                    "port 443 answers at "
                            + addressesInWords(
                                    looks.stream().map(PolicyLook::address).toList())));
        }
        return ParsedFacts.merged(findings);
    }

    /// Whether the connection stood when time ran out, so that the download is to blame and not the network.
    private static boolean isInside(PolicyLook look) {
        return look.tls() != null;
    }

    private Finding dead(State state, PolicyLook look) {
        return Finding.of(
                        Check.STS_HOST_REACH,
                        state,
                        look.seen(),
                        state == State.WARN
                                ? "Senders that try this address first time out or give up."
                                : "Senders cannot fetch the policy.")
                .at("", IpText.of(look.address()))
                .explains(Diagnosis.Known.STS_POLICY_UNREACHABLE)
                .todo("Run a web server on port 443 of this address, or remove the address from DNS.")
                .todo(observed.steps(Diagnosis.Known.STS_POLICY_UNREACHABLE, null));
    }

    private List<Finding> certificate() {
        var findings = new ArrayList<Finding>();
        for (var look : looks) {
            var address = IpText.of(look.address());
            var tls = look.tls();
            if (look.outcome() == PolicyLook.Outcome.TLS_FAILED) {
                findings.add(cert(
                        Diagnosis.Known.STS_POLICY_TLS,
                        look.seen(),
                        "Configure the web server for this name, with TLS 1.2 and 1.3.",
                        address));
            } else if (tls != null && tls.hasChain()) {
                findings.addAll(certificate(tls, address));
            }
        }
        return ParsedFacts.merged(findings);
    }

    private List<Finding> certificate(TlsLook tls, String address) {
        var findings = new ArrayList<Finding>();
        var leaf = tls.chain().getFirst();
        var chain = Chain.of(tls.chain(), observed.background().roots(), observed.now());
        var seen = Chain.describe(leaf);
        for (var fault : chain.faults().stream().sorted().toList()) {
            switch (fault) {
                case INCOMPLETE ->
                    findings.add(cert(
                            Diagnosis.Known.STS_WEBPKI_NOT_TRUSTED,
                            "intermediate certificate missing: " + seen,
                            "Configure the web server with the full chain, and reload it.",
                            address));
                case SELF_SIGNED, NOT_TRUSTED ->
                    findings.add(cert(
                            Diagnosis.Known.STS_WEBPKI_NOT_TRUSTED,
                            "does not lead to a public CA: " + seen,
                            "Get a certificate from a public CA.",
                            address));
                case EXPIRED ->
                    findings.add(cert(
                            Diagnosis.Known.STS_WEBPKI_EXPIRED,
                            "expired: " + seen,
                            "Renew the certificate and reload the web server.",
                            address));
                case NOT_YET_VALID ->
                    findings.add(cert(
                            Diagnosis.Known.STS_WEBPKI_INVALID,
                            "not valid yet: " + seen,
                            "Serve the previous certificate until this one is valid.",
                            address));
                case WEAK -> {}
            }
        }
        if (!Chain.isFor(leaf, host.name())) {
            findings.add(cert(
                    Diagnosis.Known.STS_WEBPKI_HOST_MISMATCH,
                    "for " + Chain.namesInWords(leaf) + ", not for " + host.name(),
                    "Add " + host.name() + " to the certificate, and reload the web server.",
                    address));
        }
        return findings.isEmpty()
                ? List.of(Finding.pass(Check.STS_HOST_CERT, seen).at("", address))
                : findings;
    }

    private Finding cert(Diagnosis.Known diagnosis, String seen, String todo, String address) {
        return Finding.of(
                        Check.STS_HOST_CERT,
                        State.FAIL,
                        seen,
                        "Senders do not trust the policy. Those without a cached copy see none.")
                .at("", address)
                .explains(diagnosis)
                .todo(todo)
                .todo(observed.steps(diagnosis, null));
    }

    private List<Finding> expiry() {
        var findings = new ArrayList<Finding>();
        for (var look : looks) {
            var tls = look.tls();
            if (tls != null && tls.hasChain()) {
                var path = Chain.of(tls.chain(), observed.background().roots(), observed.now())
                        .path();
                var first = Lifetime.first(path, observed.now());
                var state = Lifetime.state(first, observed.now());
                var end = first.getNotAfter().toInstant();
                var seen = "expires on " + Chain.end(first) + ": " + Chain.describe(first);
                findings.add((state == State.PASS
                                ? Finding.pass(Check.STS_HOST_EXPIRY, seen)
                                : Finding.of(
                                                Check.STS_HOST_EXPIRY,
                                                state,
                                                seen,
                                                "After that, senders no longer trust the policy.")
                                        .todo("Renew the certificate and reload the web server."))
                        .at("", IpText.of(look.address()))
                        .until(end));
            }
        }
        return ParsedFacts.merged(findings);
    }

    private List<Finding> fetch() {
        var findings = new ArrayList<Finding>();
        for (var look : looks) {
            if (look.tls() != null && look.outcome() != PolicyLook.Outcome.TLS_FAILED) {
                findings.add(fetch(look).at("", IpText.of(look.address())));
            }
        }
        var bodies = looks.stream()
                .filter(PolicyLook::isOk)
                .map(PolicyLook::body)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        if (bodies > 1) {
            findings.add(Finding.of(
                            Check.STS_FETCH,
                            State.WARN,
                            "the addresses serve " + bodies + " different files",
                            "A sender gets one policy or the other, depending on the address that it uses.")
                    .todo("Serve the same file at every address of " + host.name() + "."));
        }
        return ParsedFacts.merged(findings);
    }

    private Finding fetch(PolicyLook look) {
        var url = "https://" + host.name() + "/.well-known/mta-sts.txt";
        return switch (look.outcome()) {
            case TIMED_OUT -> broken(look, Diagnosis.Known.STS_POLICY_TIMED_OUT, "Serve the file within seconds.");
            case TOO_LONG ->
                broken(look, Diagnosis.Known.STS_POLICY_FETCH_ERROR, "Serve only the policy; 64 KiB is the limit.");
            case CUT_SHORT, NOT_HTTP ->
                broken(
                        look,
                        Diagnosis.Known.STS_POLICY_FETCH_ERROR,
                        "Configure the web server to send the whole file.");
            case ANSWERED -> answered(look, url);
            case NOT_LOOKED, NOT_PUBLIC, REFUSED, UNREACHABLE, TLS_FAILED ->
                Finding.unseen(Check.STS_FETCH, look.seen());
        };
    }

    private Finding answered(PolicyLook look, String url) {
        int status = look.status();
        if (status == 200) {
            return delivered(look);
        }
        if (status >= 300 && status < 400) {
            return broken(
                    look,
                    Diagnosis.Known.STS_POLICY_REDIRECTED,
                    "Serve the file at " + url + " itself, without a redirect.");
        }
        return switch (status) {
            case 401, 403, 429, 451 ->
                broken(look, Diagnosis.Known.STS_POLICY_REFUSED, "Allow every client to read " + url + ".");
            case 404, 410 -> broken(look, Diagnosis.Known.STS_POLICY_NOT_FOUND, "Put the file at " + url + ".");
            default ->
                status >= 500
                        ? broken(look, Diagnosis.Known.STS_POLICY_SERVER_ERROR, "Correct the error of the web server.")
                        : broken(look, Diagnosis.Known.STS_POLICY_FETCH_ERROR, "Answer the request with 200.");
        };
    }

    private Finding broken(PolicyLook look, Diagnosis.Known diagnosis, String todo) {
        var seen = look.location().isEmpty() ? look.seen() : look.seen() + ", Location: " + look.location();
        return Finding.of(
                        Check.STS_FETCH,
                        State.FAIL,
                        seen,
                        "Senders get this instead of the policy. Those without a cached copy see no policy.")
                .explains(diagnosis)
                .todo(todo)
                .todo(observed.steps(diagnosis, null));
    }

    private static Finding delivered(PolicyLook look) {
        var oddities = new ArrayList<String>();
        if (!look.contentType().equals("text/plain")) {
            oddities.add(
                    look.contentType().isEmpty()
                            ? "no Content-Type instead of text/plain"
                            : "Content-Type " + look.contentType() + " instead of text/plain");
        }
        if (look.took().compareTo(SLOW) > 0) {
            oddities.add(look.took().toSeconds() + " seconds until the file was complete");
        }
        if (look.compressed()) {
            oddities.add("a compressed file, though the request did not allow that");
        }
        return oddities.isEmpty()
                ? Finding.pass(Check.STS_FETCH, look.seen())
                : Finding.of(
                                Check.STS_FETCH,
                                State.WARN,
                                String.join("; ", oddities),
                                "Strict senders may reject the policy.")
                        .todo("Serve the file as text/plain, uncompressed and without delay.");
    }

    static String addressesInWords(List<InetAddress> addresses) {
        return addresses.stream().map(IpText::of).collect(Collectors.joining(", "));
    }
}
