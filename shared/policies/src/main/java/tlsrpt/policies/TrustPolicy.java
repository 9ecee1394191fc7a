package tlsrpt.policies;

import java.util.stream.Stream;
import tlsrpt.report.Trust;
import tlsrpt.store.DomainDay;
import tlsrpt.store.Sessions;

/// Decides which reports determine a domain's state and readiness, with the same rule as for alerts. Totals include
/// everything that the operator counts; a state must not depend on reports that can be forged.
///
/// @param unsigned whether unsigned mail is trusted
/// @param established whether established reporters are
public record TrustPolicy(boolean unsigned, boolean established) {

    public TrustPolicy(boolean unsigned) {
        this(unsigned, true);
    }

    /// The same beside others that were heard: where a pinned or approved reporter was, time alone does not decide.
    public TrustPolicy beside(Stream<Trust> heard) {
        return heard.anyMatch(trust -> trust == Trust.VERIFIED) ? new TrustPolicy(unsigned, false) : this;
    }

    public boolean is(Trust trust) {
        return switch (trust) {
            case ESTABLISHED -> established;
            case UNSIGNED -> unsigned;
            case VERIFIED, IMPORTED -> true;
            case NEW, STRANGER, ANONYMOUS -> false;
        };
    }

    public Sessions of(DomainDay day) {
        return day.byTrust().entrySet().stream()
                .filter(sessions -> is(sessions.getKey()))
                .map(sessions -> sessions.getValue())
                .reduce(Sessions.NONE, Sessions::plus);
    }
}
