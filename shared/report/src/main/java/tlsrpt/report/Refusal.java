package tlsrpt.report;

/// Ends the reading of one report from deep inside it; never leaves the package.
final class Refusal extends RuntimeException {

    private final String path;

    Refusal(String path, String reason) {
        super(reason, null, false, false);
        this.path = path;
    }

    Reading.Refused reading() {
        return new Reading.Refused(path, String.valueOf(getMessage()));
    }
}
