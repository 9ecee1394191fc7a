package tlsrpt.host.mail;

/// A receiver does not work. The message says what happened, why, and what to do; it has no secret.
public final class ReceiverException extends Exception {

    private static final long serialVersionUID = 1;

    public ReceiverException(String problem) {
        super(problem);
    }

    /// Returns the message.
    public String problem() {
        return String.valueOf(getMessage());
    }
}
