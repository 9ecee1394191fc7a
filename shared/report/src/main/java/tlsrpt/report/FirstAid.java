package tlsrpt.report;

import java.util.List;

/// What gets mail moving again before the fault is fixed, where it is being refused.
///
/// Nothing where the trouble passes by itself, and the opposite where somebody may be stripping STARTTLS: then the
/// policy is what protects the mail, and has to stay.
final class FirstAid {

    private final Situation situation;
    private final Hosts hosts;

    FirstAid(Situation situation, Hosts hosts) {
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
                    Keep your policy as it is (MTA-STS in mode enforce, TLSA records): if somebody on the way strips \
                    STARTTLS, it is what protects the mail. Find out first from where the fault is seen.""", null));
        }
        return situation.isDane() ? List.of(dane()) : List.of(relax(), newId());
    }

    List<Step> after() {
        boolean relaxed = before().contains(newId());
        return relaxed ? List.of(new Step("""
                        When the reports are clean, put a relaxed policy back to `mode: enforce`, in the same order: the \
                        file, then a new id.""", null)) : List.of();
    }

    private Step dane() {
        if (situation.diagnosis() == Diagnosis.Known.DNSSEC_INVALID) {
            return new Step("""
                    First aid: have the zone of the MX host signed again, or its DS record at the parent set right. If \
                    neither can be done soon, have the DS record removed: an unsigned zone has no DANE, but mail comes in \
                    again once the TTL of the DS record has run out.""", "delv " + hosts.tlsaName() + " TLSA");
        }
        if (situation.diagnosis() == Diagnosis.Known.DANE_REQUIRED) {
            return new Step("""
                    First aid: ask the sender to drop its demand until TLSA records are there; contact-info in the report \
                    names an address.""", null);
        }
        if (situation.diagnosis().family(PolicyType.Registered.TLSA) != Family.DANE) {
            return new Step("""
                    First aid: withdraw the TLSA records of %s until the fault is fixed. Senders look them up again at \
                    every try, once their TTL has run out.""".formatted(hosts.mx()), "dig TLSA " + hosts.tlsaName());
        }
        return new Step("""
                First aid: publish a TLSA record that fits the certificate in service, beside the old one, or withdraw the \
                TLSA records of %s until all fits again. Senders look them up again at every try, once their TTL has run \
                out. This prints what belongs behind `3 1 1`.""".formatted(hosts.mx()), hosts.certificate(Remedy.DIGEST));
    }

    private Step relax() {
        var when = situation.refused() ? "First aid" : "First aid, if your policy is in mode enforce";
        if (situation.diagnosis() == Diagnosis.Known.MX_NOT_IN_POLICY) {
            return new Step("""
                    %1$s: if %2$s is yours, add the line `mx: %2$s` to the policy at %3$s, or set `mode: testing` there \
                    until you know. If it is not yours, change nothing before you know who changed your DNS.\
                    """.formatted(when, hosts.mx(), hosts.policyUrl()), hosts.fetchPolicy("-sS"));
        }
        return new Step("""
                %s: set `mode: testing` in the policy at %s; senders then deliver while you fix it. This shows what the \
                web server hands out.""".formatted(when, hosts.policyUrl()), hosts.fetchPolicy("-sS"));
    }

    private Step newId() {
        return new Step("""
                Then give the TXT record at %s a new id; the file comes first. Senders look for a new policy before they \
                give up, so deferred mail gets through.""".formatted(hosts.policyRecord()), "dig +short TXT " + hosts.policyRecord());
    }

    private boolean mayBeStripped() {
        return situation.diagnosis() == Diagnosis.Known.STARTTLS_NOT_SUPPORTED
                || situation.diagnosis() == Diagnosis.Known.NOT_TLS;
    }
}
