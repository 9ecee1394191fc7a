package tlsrpt.report;

/// Ends the reading of one report from deep inside it; never leaves the package.
final class Refusal extends RuntimeException {

    private final Reading.Refused.Why why;
    private final String path;

    Refusal(String path, String reason) {
        this(Reading.Refused.Why.NOT_A_REPORT, path, reason);
    }

    Refusal(Reading.Refused.Why why, String path, String reason) {
        super(reason, null, false, false);
        this.why = why;
        this.path = path;
    }

    Reading.Refused reading() {
        return new Reading.Refused(why, path, String.valueOf(getMessage()));
    }
}
