package tlsrpt.alerting;

/// Another process is sending this message and may have died: retry later.
public final class Unfinished extends RuntimeException {

    Unfinished(String domain) {
        super("an alert of " + domain + " is being sent by somebody else");
    }
}
