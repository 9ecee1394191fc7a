package tlsrpt.console;

import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.store.Decisions;

/// What an operator may decide of a reporter, or of all reporters of a domain.
public enum Decision {
    APPROVE,
    UNAPPROVE,
    BLOCK,
    UNBLOCK;

    /// Decides, and says what it did.
    ///
    /// @param key the reporter as lists show it, such as `example.com|tlsrpt@example.com`; or a signing domain, to
    ///     block or unblock all its reporters
    public Operator.Answer make(Decisions decisions, String key) {
        var reporter = ReporterId.ofKey(key);
        if (reporter != null) {
            return make(decisions, reporter);
        }
        if ((this == BLOCK || this == UNBLOCK) && DomainName.isDomain(key) && key.indexOf('.') > 0) {
            var changed = this == BLOCK ? decisions.blockDomain(key) : decisions.unblockDomain(key);
            var unheard = changed.known() || this == UNBLOCK ? "" : " No report from such a reporter has arrived yet.";
            return new Operator.Answer(
                    true, done("every reporter whose signing domain is " + key + " or below it", changed) + unheard);
        }
        return new Operator.Answer(
                false,
                "Name a reporter by its signing domain and From address, such as"
                        + " 'example.com|tlsrpt@example.com'. 'tlsrpt reporters list' shows all. To block or unblock"
                        + " all reporters of a domain, name the domain, such as 'example.com'.");
    }

    private Operator.Answer make(Decisions decisions, ReporterId reporter) {
        if (this == UNAPPROVE && ReporterId.BUILT_IN.contains(reporter)) {
            return new Operator.Answer(
                    false,
                    reporter.key() + " is pinned, not approved. To hold its reports, use 'tlsrpt reporters block'.");
        }
        var domain = decisions.blockedDomain(reporter);
        if (this == UNBLOCK && domain.isPresent()) {
            var name = domain.get().domain();
            return new Operator.Answer(
                    false,
                    reporter.key() + " is blocked with " + name + ". Use 'tlsrpt reporters unblock " + name + "'.");
        }
        var changed = switch (this) {
            case APPROVE -> decisions.approve(reporter);
            case UNAPPROVE -> decisions.unapprove(reporter);
            case BLOCK -> decisions.block(reporter);
            case UNBLOCK -> decisions.unblock(reporter);
        };
        var unheard = changed.known() ? "" : " No report from it has arrived yet; check the spelling.";
        return new Operator.Answer(true, done(reporter.key(), changed) + unheard);
    }

    private String done(String whose, Decisions.Changed changed) {
        var count = changed.reports() == 1 ? "1 report" : changed.reports() + " reports";
        return switch (this) {
            case APPROVE ->
                "The reports of " + whose + " count from now on. 'tlsrpt reread --held' counts those that are held.";
            case UNAPPROVE ->
                "Later reports of " + whose + " have the standing that it earned by itself. Reports that counted stay;"
                        + " 'tlsrpt reporters block' removes them.";
            case BLOCK -> "The reports of " + whose + " are held from now on. " + count + " removed from all counts.";
            case UNBLOCK ->
                "The reports of " + whose + " are no longer blocked. Counted again: " + count
                        + ". 'tlsrpt reread --held' counts those that are held.";
        };
    }
}
