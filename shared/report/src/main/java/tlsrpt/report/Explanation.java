package tlsrpt.report;

import java.util.List;

/// An explanation of a failure for someone who knows DNS and TLS and runs a mail server.
///
/// It quotes names from reports only if they are plain host names.
///
/// @param title a few words, such as "certificate expired"
/// @param meaning what happened
/// @param cause on whose side the cause usually lies
/// @param mail the impact on mail
/// @param steps to fix it, in order
public record Explanation(String title, String meaning, String cause, String mail, List<Step> steps) {

    private static final String UNDER_DANE = """
             With DANE, the TLSA records decide: with usage 3 (DANE-EE) senders should check neither name, dates nor \
            CA; with usage 2 (DANE-TA) the chain up to that CA must be valid.""";

    public Explanation {
        steps = List.copyOf(steps);
    }

    public static Explanation of(FailureContext situation) {
        var hosts = new Hosts(situation);
        var meaning = Meaning.of(situation.diagnosis(), hosts);
        boolean dane = situation.isDane() && situation.isAbout(Family.CERTIFICATE);
        return new Explanation(
                meaning.title(),
                dane ? meaning.text() + UNDER_DANE : meaning.text(),
                meaning.cause(),
                Delivery.of(situation),
                Remedy.of(situation, hosts));
    }

    /// The explanation of a result type as such, for every mode.
    public static Explanation of(ResultType.Registered type) {
        return of(Diagnosis.Known.of(type));
    }

    /// The explanation of a diagnosis as such, for every mode, with placeholders for names.
    public static Explanation of(Diagnosis diagnosis) {
        return of(new FailureContext("", null, null, null, diagnosis));
    }
}
