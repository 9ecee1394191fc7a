package tlsrpt.host.mail;

/// A way in does not work. The message says what happened, why, and what to do; it has no secret.
public final class WayInException extends Exception {

    private static final long serialVersionUID = 1;

    public WayInException(String problem) {
        super(problem);
    }

    /// Returns the message.
    public String problem() {
        return String.valueOf(getMessage());
    }
}
