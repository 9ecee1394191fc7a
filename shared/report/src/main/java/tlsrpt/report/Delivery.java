package tlsrpt.report;

/// The impact on mail. TLS-RPT counts sessions and sees no mail, so this is what senders that keep to the
/// standards do.
///
/// Spec: RFC 8461 §5, RFC 7672 §2.2
final class Delivery {

    private static final String DEFERRED = """
             Mail is deferred and tried again, also at your other MX hosts; it bounces when the sender gives up, after \
            hours to days.""";

    private Delivery() {}

    static String of(Situation situation) {
        if (situation.isAbout(Family.MTA_STS_POLICY)) {
            return withoutPolicy(situation);
        }
        if (situation.diagnosis() == Diagnosis.Known.DANE_REQUIRED) {
            return "This sender does not deliver." + DEFERRED + " Other senders are not affected.";
        }
        return situation.isDane() || situation.isAbout(Family.DANE) ? underDane() : underPolicy(situation);
    }

    private static String withoutPolicy(Situation situation) {
        var delivered = "Mail is still delivered; what is gone is the protection. ";
        var mode = situation.mode();
        // The mode of a policy that is not valid is not that of an older copy.
        if (mode == null || situation.diagnosis() == Diagnosis.Known.STS_POLICY_INVALID) {
            return delivered + """
                    Senders that hold an older copy of your policy go on with it until its max_age has run out; all others \
                    deliver as if you had no MTA-STS.""";
        }
        return delivered + """
                This reporter went on with the copy of your policy that it holds (mode %s), until that copy's max_age has \
                run out; senders without a copy deliver as if you had no MTA-STS.""".formatted(mode.token());
    }

    private static String underDane() {
        return "Senders that check DANE do not deliver to this MX host." + DEFERRED
                + " Other senders are not affected.";
    }

    private static String underPolicy(Situation situation) {
        var enforced = "the sender does not deliver to this MX host." + DEFERRED;
        var delivered = withoutProof(situation.diagnosis());
        if (situation.refused()) {
            return "Your policy is in mode enforce, so " + enforced;
        }
        if (situation.isSts() && situation.mode() == Mode.TESTING) {
            return "Your policy is in mode testing, so " + delivered + ". In mode enforce it would have been deferred.";
        }
        if (situation.delivered()) {
            return "No policy forbids it, so " + delivered + ".";
        }
        return "That depends on your policy, whose mode is not known here. In mode enforce, or under DANE, " + enforced
                + " In mode testing or none, or without a policy, " + delivered + ".";
    }

    /// What a sender does that may deliver without proof of the server.
    private static String withoutProof(Diagnosis diagnosis) {
        return switch (diagnosis.family(null)) {
            case STARTTLS -> "mail is delivered, probably in clear text that anyone on the way can read";
            case CERTIFICATE, MX_NOT_IN_POLICY -> "mail is delivered, encrypted, but to a server that proved nothing";
            case NEGOTIATION, MTA_STS_POLICY, DANE -> "mail is delivered at another try, or in clear text";
        };
    }
}
