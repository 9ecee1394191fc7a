package tlsrpt.report;

/// The impact on mail. TLS-RPT counts sessions and sees no mail, so this is what senders that follow the standards
/// do.
///
/// Spec: RFC 8461 §5, RFC 7672 §2.2
final class Delivery {

    private static final String DEFERRED = """
             The sender tries your other MX hosts, then defers the mail and retries. If no attempt succeeds, the mail \
            bounces after hours to days.""";

    private Delivery() {}

    static String of(FailureContext situation) {
        if (situation.isAbout(Family.MTA_STS_POLICY)) {
            return withoutPolicy(situation);
        }
        if (situation.diagnosis() == Diagnosis.Known.DANE_REQUIRED) {
            return "This sender does not deliver." + DEFERRED + " Other senders are not affected.";
        }
        return situation.isDane() || situation.isAbout(Family.DANE) ? underDane() : underPolicy(situation);
    }

    private static String withoutPolicy(FailureContext situation) {
        var delivered = "Mail is still delivered, but without the protection of the policy. ";
        var mode = situation.mode();
        // The mode of a policy that is not valid is not that of an older copy.
        if (mode == null || situation.diagnosis() == Diagnosis.Known.STS_POLICY_INVALID) {
            return delivered + """
                    Senders with an older copy of your policy keep using it until its max_age expires; all others \
                    deliver as if you had no MTA-STS.""";
        }
        return delivered + """
                This reporter keeps using its copy of your policy (mode %s) until the copy's max_age expires; senders \
                without a copy deliver as if you had no MTA-STS.""".formatted(mode.token());
    }

    private static String underDane() {
        return "Senders that check DANE do not deliver to this MX host." + DEFERRED
                + " Other senders are not affected.";
    }

    private static String underPolicy(FailureContext situation) {
        var enforced = "the sender does not deliver to this MX host." + DEFERRED;
        var delivered = withoutProof(situation.diagnosis());
        if (situation.refused()) {
            return "Your policy is in enforce mode, so " + enforced;
        }
        if (situation.isSts() && situation.mode() == Mode.TESTING) {
            return "Your policy is in testing mode, so " + delivered + ". In enforce mode it would have been deferred.";
        }
        if (situation.delivered()) {
            return "No policy forbids delivery, so " + delivered + ".";
        }
        return "This depends on your policy, whose mode the report does not give. In enforce mode, or with DANE, "
                + enforced + " In testing or none mode, or without a policy, " + delivered + ".";
    }

    /// What a sender does that may deliver without verifying the server.
    private static String withoutProof(Diagnosis diagnosis) {
        return switch (diagnosis.family(null)) {
            case STARTTLS -> "mail is delivered, probably in cleartext that anyone on the path can read";
            case CERTIFICATE, MX_NOT_IN_POLICY -> "mail is delivered, encrypted, but without verifying the server";
            case NEGOTIATION, MTA_STS_POLICY, DANE -> "mail is delivered at another attempt, or in cleartext";
        };
    }
}
