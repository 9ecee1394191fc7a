package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;
import tlsrpt.report.MxPattern;
import tlsrpt.sts.StsPolicy;

/// MX records, their hosts in DNS, and the policy's patterns for them.
final class MxChecks {

    private static final int USUAL_MOST = 10;

    private final ParsedFacts observed;
    private final Answer<Mx> answer;
    private final List<MailHost> hosts;

    MxChecks(ParsedFacts observed) {
        this.observed = observed;
        this.answer = observed.facts().mx();
        this.hosts = observed.facts().mailHosts();
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        var records = records();
        findings.add(records);
        if (records.state() == State.NONE || records.state() == State.UNSEEN || answer.isBogus()) {
            return findings;
        }
        hosts.forEach(host -> findings.add(host(host)));
        var policy = observed.policy();
        if (policy != null && policy.isUsable() && policy.mode() != Mode.NONE) {
            hosts.forEach(host -> findings.add(covered(policy, host)));
            findings.add(stale(policy));
        }
        return findings;
    }

    private Finding records() {
        var check = Check.MX_RECORDS;
        var domain = observed.domain();
        var seen = answer.records().stream().map(Mx::toString).collect(Collectors.joining(", "));
        if (answer.isBogus()) {
            return Finding.of(check, State.FAIL, answer.detail(), "Senders that validate DNSSEC find no mail server.")
                    .explains(Diagnosis.Known.DNSSEC_INVALID)
                    .todo("Correct the signatures or the DS record of this zone.");
        }
        if (answer.isUnseen()) {
            return Finding.unseen(check, answer.detail());
        }
        if (answer.status() == Answer.Status.NO_NAME) {
            return Finding.of(check, State.FAIL, domain + " does not exist in DNS", "No sender can deliver to it.")
                    .todo("Check the spelling, or register the domain.");
        }
        if (answer.isAbsent()) {
            return Finding.of(
                            check,
                            State.WARN,
                            domain + " has no MX record",
                            "Senders deliver to the address of the domain itself. An MTA-STS policy must then list "
                                    + domain + ".")
                    .todo("Publish an MX record, or a null MX (\"MX 0 .\") if the domain accepts no mail.");
        }
        if (answer.records().stream().anyMatch(Mx::isNull)) {
            return answer.records().size() == 1
                    ? Finding.of(
                            check, State.NONE, "MX 0 .", "The domain accepts no mail, so there is nothing to verify.")
                    : Finding.of(
                                    check,
                                    State.FAIL,
                                    seen,
                                    "A null MX states that the domain accepts no mail, but there are other MX records too.")
                            .todo("Remove \"MX 0 .\", or all the others.");
        }
        var literal = answer.records().stream()
                .filter(mx -> mx.host().matches("[0-9.]+|.*:.*"))
                .findFirst();
        if (literal.isPresent()) {
            return Finding.of(check, State.FAIL, seen, "An MX record must name a host, not an address.")
                    .todo("Give " + literal.get().host() + " a host name, and name that in the MX record.");
        }
        return answer.records().size() > USUAL_MOST
                ? Finding.of(
                                check,
                                State.WARN,
                                answer.records().size() + " MX records: " + seen,
                                "Senders try only some of that many MX hosts.")
                        .todo("Keep at most ten MX records.")
                : Finding.pass(check, seen);
    }

    private Finding host(MailHost host) {
        var check = Check.MX_HOSTS;
        var addresses = host.addresses();
        if (addresses.isEmpty()) {
            return withoutAddress(host).at(host.name());
        }
        var seen = PolicyHostChecks.addressesInWords(addresses);
        if (!host.looks().isEmpty()
                && host.looks().stream().allMatch(look -> look.outcome() == SmtpLook.Outcome.NOT_PUBLIC)) {
            return Finding.of(check, State.FAIL, seen, "No sender on the internet can reach these addresses.")
                    .at(host.name())
                    .todo("Give " + host.name() + " a public address, or remove it from the MX records.");
        }
        var aliases =
                host.v4().aliases().isEmpty() ? host.v6().aliases() : host.v4().aliases();
        return aliases.isEmpty()
                ? Finding.pass(check, seen).at(host.name())
                : Finding.of(
                                check,
                                State.WARN,
                                host.name() + " is a CNAME for " + aliases.getLast(),
                                "An MX record must not name a CNAME. Policies and certificates are compared with "
                                        + host.name() + ", not with its target.")
                        .at(host.name())
                        .todo("Name " + aliases.getLast() + " in the MX record, or give " + host.name()
                                + " addresses of its own.");
    }

    private Finding withoutAddress(MailHost host) {
        var check = Check.MX_HOSTS;
        var answers = List.of(host.v4(), host.v6());
        var bogus = answers.stream().filter(Answer::isBogus).findFirst();
        if (bogus.isPresent()) {
            return Finding.of(check, State.FAIL, bogus.get().detail(), "Senders that validate DNSSEC cannot reach it.")
                    .explains(Diagnosis.Known.DNSSEC_INVALID)
                    .todo("Correct the signatures or the DS record of this zone.");
        }
        var unseen = answers.stream().filter(Answer::isUnseen).findFirst();
        if (unseen.isPresent()) {
            return Finding.unseen(check, unseen.get().detail());
        }
        boolean others = hosts.stream().anyMatch(one -> !one.addresses().isEmpty());
        return Finding.of(
                        check,
                        others ? State.WARN : State.FAIL,
                        host.name() + " has no address",
                        others
                                ? "Senders skip this host and use the others. If it is a decoy against spam, leave it."
                                : "No sender can deliver to the domain.")
                .todo("Give " + host.name() + " an A or AAAA record, or remove it from the MX records.");
    }

    private Finding covered(StsPolicy policy, MailHost host) {
        var check = Check.MX_COVERED;
        var patterns = policy.patterns().stream().map(MxPattern::name).collect(Collectors.joining(", "));
        if (policy.covers(host.name())) {
            return Finding.pass(check, host.name() + " matches " + patterns).at(host.name());
        }
        boolean enforced = policy.mode() == Mode.ENFORCE;
        return Finding.of(
                        check,
                        enforced ? State.FAIL : State.WARN,
                        host.name() + " matches none of " + patterns,
                        enforced
                                ? "Senders under MTA-STS refuse to deliver to this host."
                                : "Senders report this host. In `enforce` mode they would refuse to deliver to it.")
                .at(host.name())
                .explains(Diagnosis.Known.MX_NOT_IN_POLICY)
                .todo(
                        "Add the line \"mx: " + host.name() + "\" to the policy file, then publish a new id. If the"
                                + " collector hosts the policy, run this instead.",
                        "tlsrpt sts mx " + observed.domain() + " --add " + host.name())
                .todo(observed.steps(Diagnosis.Known.MX_NOT_IN_POLICY, host.name()));
    }

    private Finding stale(StsPolicy policy) {
        var unused = policy.patterns().stream()
                .filter(pattern -> hosts.stream().noneMatch(host -> pattern.matches(host.name())))
                .map(MxPattern::name)
                .toList();
        if (unused.isEmpty()) {
            return Finding.pass(Check.MX_STALE, "every pattern matches an MX host");
        }
        var typo = unused.stream()
                .flatMap(pattern -> hosts.stream()
                        .filter(host -> !policy.covers(host.name()) && areSimilar(pattern, host.name()))
                        .map(host -> pattern + " resembles " + host.name() + ", which no pattern matches"))
                .findFirst();
        return Finding.of(
                        Check.MX_STALE,
                        State.WARN,
                        typo.orElse("no MX host matches " + String.join(", ", unused)),
                        typo.isPresent()
                                ? "The pattern is probably misspelled."
                                : "Left over from an earlier setup, or misspelled. A stale pattern lets the owner of that name receive mail.")
                .todo(
                        typo.isPresent()
                                ? "Correct the pattern, then publish a new id."
                                : "Remove the pattern once the move to other MX hosts is over, then publish a new id.");
    }

    /// Whether two names differ in two letters at most, which looks like a typo.
    private static boolean areSimilar(String pattern, String host) {
        if (Math.abs(pattern.length() - host.length()) > 2) {
            return false;
        }
        var row = new int[host.length() + 1];
        for (int j = 0; j <= host.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= pattern.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= host.length(); j++) {
                int replaced = diagonal + (pattern.charAt(i - 1) == host.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[host.length()] <= 2;
    }
}
