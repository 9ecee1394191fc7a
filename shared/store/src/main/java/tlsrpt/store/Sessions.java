package tlsrpt.store;

import java.util.function.ToLongFunction;
import tlsrpt.report.Headline;

/// The sums of some reports: how many there are, their headline, and the outcomes of its sessions.
///
/// @param protection its four numbers add up to the headline's total
public record Sessions(long reports, Headline headline, SessionOutcomes protection) {

    public static final Sessions NONE = new Sessions(0, Headline.NONE, new SessionOutcomes(0, 0, 0, 0));

    public Sessions plus(Sessions other) {
        return new Sessions(reports + other.reports, headline.plus(other.headline), protection.plus(other.protection));
    }

    static Sessions of(ToLongFunction<Counter> row) {
        var headline = new Headline(row.applyAsLong(Counter.OK), row.applyAsLong(Counter.FAILED));
        long unprotected = row.applyAsLong(Counter.UNPROTECTED);
        long refused = row.applyAsLong(Counter.REFUSED);
        long unknown = row.applyAsLong(Counter.UNKNOWN);
        long secured = headline.total() - unprotected - refused - unknown;
        return new Sessions(
                row.applyAsLong(Counter.REPORTS),
                headline,
                new SessionOutcomes(secured, unprotected, refused, unknown));
    }
}
