package tlsrpt.api;

import tlsrpt.report.Trust;
import tlsrpt.store.DomainDay;
import tlsrpt.store.Sessions;

/// Which sessions the numbers are made of. What anyone may POST, and what new reporters say, is shown apart and adds to
/// none; unsigned mail is in the ledger only where the operator lets it count.
final class Counted {

    private Counted() {}

    static boolean counts(Trust trust) {
        return trust.counts();
    }

    static Sessions of(DomainDay day) {
        return day.byTrust().entrySet().stream()
                .filter(sessions -> counts(sessions.getKey()))
                .map(sessions -> sessions.getValue())
                .reduce(Sessions.NONE, Sessions::plus);
    }

    static Sessions leftOut(DomainDay day) {
        return day.byTrust().entrySet().stream()
                .filter(sessions -> !counts(sessions.getKey()))
                .map(sessions -> sessions.getValue())
                .reduce(Sessions.NONE, Sessions::plus);
    }
}
