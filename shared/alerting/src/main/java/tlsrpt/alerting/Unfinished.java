package tlsrpt.alerting;

/// A message is being sent by somebody else, who may have died before he could say so: to be tried again.
public final class Unfinished extends RuntimeException {

    Unfinished(String domain) {
        super("an alert of " + domain + " is being sent by somebody else");
    }
}
