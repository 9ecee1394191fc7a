package tlsrpt.api;

import tlsrpt.report.Trust;
import tlsrpt.store.DomainDay;
import tlsrpt.store.Sessions;

/// Whose word a state and a verdict rest on, as alerts do. Numbers show what the operator lets count; here a forger
/// must not get his way.
///
/// @param unsigned whether mail that nobody signed is believed
record Believed(boolean unsigned) {

    boolean is(Trust trust) {
        return trust.isTrusted() || (unsigned && trust == Trust.UNSIGNED);
    }

    Sessions of(DomainDay day) {
        return day.byTrust().entrySet().stream()
                .filter(sessions -> is(sessions.getKey()))
                .map(sessions -> sessions.getValue())
                .reduce(Sessions.NONE, Sessions::plus);
    }
}
