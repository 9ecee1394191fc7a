package tlsrpt.report;

import java.util.List;

/// The steps that restore delivery before the cause is fixed, where senders refuse to deliver.
///
/// None for a temporary fault. Where an attacker may be stripping STARTTLS, the policy protects the mail and must stay.
final class Mitigation {

    private final FailureContext situation;
    private final Hosts hosts;

    Mitigation(FailureContext situation, Hosts hosts) {
        this.situation = situation;
        this.hosts = hosts;
    }

    List<Step> before() {
        if (situation.isAbout(Family.DANE)) {
            return List.of(dane());
        }
        if (situation.delivered() || situation.diagnosis().isTransient()) {
            return List.of();
        }
        if (mayBeStripped()) {
            return List.of(new Step("""
                    Keep your policy (MTA-STS in enforce mode, TLSA records): it protects the mail if an attacker \
                    strips STARTTLS. First find out which networks see the fault.""", null));
        }
        return situation.isDane() ? List.of(dane()) : List.of(relax(), newId());
    }

    List<Step> after() {
        boolean relaxed = before().contains(newId());
        return relaxed ? List.of(new Step("""
                        When the reports are clean, set the policy back to `mode: enforce` in the same order: the \
                        file first, then a new id.""", null)) : List.of();
    }

    private Step dane() {
        if (situation.diagnosis() == Diagnosis.Known.DNSSEC_INVALID) {
            return new Step("""
                    Mitigate first: have the zone of the MX host signed again, or its DS record at the parent \
                    corrected. If neither can be done soon, have the DS record removed: an unsigned zone has no DANE, \
                    but mail arrives again once the TTL of the DS record has expired.""", "delv " + hosts.tlsaName() + " TLSA");
        }
        if (situation.diagnosis() == Diagnosis.Known.DANE_REQUIRED) {
            return new Step("""
                    Mitigate first: ask the sender not to require DANE until your TLSA records are published; \
                    contact-info in the report gives an address.""", null);
        }
        if (situation.diagnosis().family(PolicyType.Registered.TLSA) != Family.DANE) {
            return new Step("""
                    Mitigate first: remove the TLSA records of %s until the cause is fixed. Once their TTL has \
                    expired, senders look them up again at every attempt.""".formatted(hosts.mx()), "dig TLSA " + hosts.tlsaName());
        }
        return new Step("""
                Mitigate first: add a TLSA record that matches the certificate in service, or remove the TLSA records \
                of %s until the cause is fixed. Once their TTL has expired, senders look them up again at every \
                attempt. This command prints the digest for a `3 1 1` record.""".formatted(hosts.mx()), hosts.certificate(Remedy.DIGEST));
    }

    private Step relax() {
        var when = situation.refused() ? "Mitigate first" : "If your policy is in enforce mode, mitigate first";
        if (situation.diagnosis() == Diagnosis.Known.MX_NOT_IN_POLICY) {
            return new Step("""
                    %1$s: if %2$s is yours, add the line `mx: %2$s` to the policy at %3$s, or set `mode: testing` \
                    there until you are sure. If it is not yours, first find out who changed your DNS.""".formatted(when, hosts.mx(), hosts.policyUrl()), hosts.fetchPolicy("-sS"));
        }
        return new Step("""
                %s: set `mode: testing` in the policy at %s. Senders then deliver while you fix the cause. This \
                command shows the policy as served.""".formatted(when, hosts.policyUrl()), hosts.fetchPolicy("-sS"));
    }

    private Step newId() {
        return new Step("""
                Then publish a new id in the TXT record at %s; the file comes first. Senders fetch a new policy \
                before they give up, so deferred mail is delivered.""".formatted(hosts.policyRecord()), "dig +short TXT " + hosts.policyRecord());
    }

    private boolean mayBeStripped() {
        return situation.diagnosis() == Diagnosis.Known.STARTTLS_NOT_SUPPORTED
                || situation.diagnosis() == Diagnosis.Known.NOT_TLS;
    }
}
