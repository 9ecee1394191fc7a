package tlsrpt.api;

import tlsrpt.report.Trust;
import tlsrpt.store.DomainDay;
import tlsrpt.store.Sessions;

/// Decides which sessions are part of the totals. Reports that anyone can POST and reports of new reporters are shown
/// separately and added to no total. Unsigned mail is in the ledger only if the operator allows it.
final class CountedSessions {

    private CountedSessions() {}

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
