package tlsrpt.posture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tlsrpt.report.Check;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Mode;

/// Port 25, STARTTLS and the TLS handshake at each address of an MX host.
///
/// A time-out or a refused greeting is never a failure: it says nothing about how the server treats senders.
final class SmtpChecks {

    private static final Set<SmtpLook.Outcome> NO_PORT = Set.of(SmtpLook.Outcome.REFUSED, SmtpLook.Outcome.NOT_PUBLIC);

    private final ParsedFacts observed;
    private final MailHost host;

    SmtpChecks(ParsedFacts observed, MailHost host) {
        this.observed = observed;
        this.host = host;
    }

    List<Finding> judge() {
        var findings = new ArrayList<Finding>();
        if (host.looks().isEmpty()) {
            return findings;
        }
        findings.addAll(reach());
        var reached = host.looks().stream().filter(SmtpLook::reachedStarttls).toList();
        if (reached.isEmpty()) {
            boolean unseen = host.looks().stream().anyMatch(SmtpLook::isUnseen);
            if (unseen) {
                for (var check : List.of(Check.MX_STARTTLS, Check.MX_TLS, Check.MX_CHAIN, Check.MX_NAME)) {
                    findings.add(
                            Finding.unseen(check, "no address could be checked").at(host.name()));
                }
            }
            return findings;
        }
        findings.addAll(starttls(reached));
        findings.addAll(tls(reached));
        return findings;
    }

    private List<Finding> reach() {
        var findings = new ArrayList<Finding>();
        boolean allRefuse = host.looks().stream().allMatch(look -> NO_PORT.contains(look.outcome()));
        for (var look : host.looks()) {
            var address = IpText.of(look.address());
            if (look.isUnseen()) {
                findings.add(Finding.unseen(Check.MX_REACH, look.seen()).at(host.name(), address));
            } else if (NO_PORT.contains(look.outcome())) {
                findings.add(Finding.of(
                                Check.MX_REACH,
                                allRefuse ? State.FAIL : State.WARN,
                                look.seen(),
                                allRefuse
                                        ? "No sender can deliver to this host."
                                        : "Senders that try this address first lose time or give up.")
                        .at(host.name(), address)
                        .todo("Open port 25 at this address, or remove the address from DNS."));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.pass(Check.MX_REACH, "greets at " + PolicyHostChecks.addressesInWords(host.addresses()))
                            .at(host.name()));
        }
        return ParsedFacts.merged(findings);
    }

    private List<Finding> starttls(List<SmtpLook> reached) {
        var findings = new ArrayList<Finding>();
        boolean some = reached.stream()
                .anyMatch(look ->
                        look.outcome() == SmtpLook.Outcome.TLS || look.outcome() == SmtpLook.Outcome.TLS_FAILED);
        for (var look : reached) {
            var known = look.outcome() == SmtpLook.Outcome.NOT_TLS
                    ? Diagnosis.Known.NOT_TLS
                    : Diagnosis.Known.STARTTLS_NOT_SUPPORTED;
            switch (look.outcome()) {
                case NO_STARTTLS, STARTTLS_REFUSED, NOT_TLS ->
                    findings.add(Finding.of(
                                    Check.MX_STARTTLS,
                                    // One address of several is a trap all the same where senders must have TLS.
                                    some && observed.mode() != Mode.ENFORCE ? State.WARN : State.FAIL,
                                    look.seen(),
                                    observed.mode() == Mode.ENFORCE
                                            ? "Senders under MTA-STS refuse to deliver to this address."
                                            : "Mail to this address travels in cleartext.")
                            .at(host.name(), IpText.of(look.address()))
                            .explains(known)
                            .todo("Enable STARTTLS, and turn off SMTP inspection in front of the server.")
                            .todo(observed.steps(known, host.name())));
                default ->
                    findings.add(Finding.pass(Check.MX_STARTTLS, "offered").at(host.name(), IpText.of(look.address())));
            }
        }
        return ParsedFacts.merged(findings);
    }

    private List<Finding> tls(List<SmtpLook> reached) {
        var findings = new ArrayList<Finding>();
        for (var look : reached) {
            var tls = look.tls();
            var older = look.thorough().get(Hello.TLS_1_2);
            if (older != null && older.failure() != null) {
                findings.add(Finding.of(
                                Check.MX_TLS,
                                State.WARN,
                                "only TLS 1.3; with TLS 1.2: " + older.failure(),
                                "Senders without TLS 1.3 cannot complete the handshake.")
                        .at(host.name(), IpText.of(look.address()))
                        .explains(Diagnosis.Known.TLS_MISMATCH)
                        .todo("Offer TLS 1.2 beside 1.3."));
            } else if (look.outcome() == SmtpLook.Outcome.TLS && tls != null) {
                findings.add(Finding.pass(Check.MX_TLS, tls.protocol()).at(host.name(), IpText.of(look.address())));
            } else if (look.outcome() == SmtpLook.Outcome.TLS_FAILED) {
                // Only an alert about versions or ciphers proves that the two have none in common.
                var known =
                        look.seen().contains("protocol_version") || look.seen().contains("handshake_failure")
                                ? Diagnosis.Known.TLS_MISMATCH
                                : Diagnosis.Known.TLS_ALERT;
                findings.add(Finding.of(
                                Check.MX_TLS,
                                State.FAIL,
                                look.seen(),
                                "A current sender cannot complete the handshake.")
                        .at(host.name(), IpText.of(look.address()))
                        .explains(known)
                        .todo("Offer TLS 1.2 and 1.3 with current ciphers.")
                        .todo(observed.steps(known, host.name())));
            }
        }
        return ParsedFacts.merged(findings);
    }
}
