package tlsrpt.alerting;

/// Thrown if another process is sending this message or died while sending it; retry later.
public final class SendInProgressException extends RuntimeException {

    SendInProgressException(String domain) {
        super("an alert of " + domain + " is being sent by another process");
    }
}
