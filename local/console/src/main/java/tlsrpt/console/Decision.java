package tlsrpt.console;

import tlsrpt.report.ReporterId;
import tlsrpt.store.Decisions;

/// What an operator may decide of a reporter.
public enum Decision {
    APPROVE,
    BLOCK,
    UNBLOCK;

    /// Decides, and says what it did.
    ///
    /// @param key the reporter as lists show it, such as `example.com|tlsrpt@example.com`
    public Operator.Answer make(Decisions decisions, String key) {
        var reporter = ReporterId.ofKey(key);
        if (reporter == null) {
            return new Operator.Answer(
                    false,
                    "A reporter is named by its signing domain and its From address, such as"
                            + " 'example.com|tlsrpt@example.com'. 'tlsrpt reporters list' shows all.");
        }
        var changed = switch (this) {
            case APPROVE -> decisions.approve(reporter);
            case BLOCK -> decisions.block(reporter);
            case UNBLOCK -> decisions.unblock(reporter);
        };
        var unheard = changed.known() ? "" : " No report of it has arrived yet; check the spelling.";
        return new Operator.Answer(true, done(reporter, changed.reports()) + unheard);
    }

    private String done(ReporterId reporter, long reports) {
        var count = reports == 1 ? "1 report" : reports + " reports";
        return switch (this) {
            case APPROVE ->
                "The reports of " + reporter.key() + " count from now on. 'tlsrpt reread --held' counts those that are"
                        + " held.";
            case BLOCK ->
                "The reports of " + reporter.key() + " are held from now on. " + count + " taken out of all counts.";
            case UNBLOCK ->
                "The reports of " + reporter.key() + " are not blocked. " + count
                        + " given back. 'tlsrpt reread --held' counts those that are held.";
        };
    }
}
