package tlsrpt.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tlsrpt.cli.Page.Style;
import tlsrpt.report.Diagnosis;
import tlsrpt.report.Explanation;
import tlsrpt.report.Step;

/// Prints the failures of a domain: the facts, then what they mean and how to fix them. An explanation that was
/// printed before is referred to.
final class CausePrinter {

    private static final int INDENT = 5;
    private static final int LABEL = 11;
    private static final int MAX_LISTED = 4;
    private static final int MAX_REASON = 120;

    private final Page page;
    private final Map<Explanation, String> placeByExplanation = new HashMap<>();

    CausePrinter(Page page) {
        this.page = page;
    }

    void print(DomainTally domain, CauseTally tally, int number) throws IOException {
        var mx = tally.worstMx();
        var explanation = tally.cause().explanation(domain.domain(), mx);
        if (explanation == null) {
            page.line(
                    Style.BOLD,
                    "  " + number + ". No reason given",
                    Style.BOLD,
                    domain.urgencyOf(tally).severity().token());
            facts(domain, tally);
            fact("Meaning", "The reporter counts these sessions as failed, without any details.");
            page.line();
            return;
        }
        page.line(
                Style.BOLD,
                "  " + number + ". " + capitalised(explanation.title()),
                Style.BOLD,
                domain.urgencyOf(tally).severity().token());
        facts(domain, tally);
        page.line();
        var before = placeByExplanation.putIfAbsent(
                tally.cause().explanation(), ForeignText.name(domain.domain()) + " (" + number + ")");
        if (before == null) {
            explain(explanation);
        } else {
            page.text(INDENT, "Explained above at " + before + ". " + names(domain.domain(), mx));
        }
        page.line();
    }

    private void facts(DomainTally domain, CauseTally tally) throws IOException {
        if (tally.cause().diagnosis() instanceof Diagnosis.Unknown unknown) {
            fact("Type", ForeignText.name(unknown.token()));
        }
        fact("Failed", failed(domain, tally));
        fact("Seen by", seenBy(domain, tally));
        var policies = tally.causes().stream()
                .map(cause -> TextFormat.policy(cause.policyType(), cause.mode()))
                .distinct()
                .toList();
        fact("Policy", String.join("; ", policies));
        var label = "At";
        var mxes = tally.mxes().texts();
        for (var mx : mxes.subList(0, Math.min(mxes.size(), MAX_LISTED))) {
            var place = place(tally, mx);
            if (!place.isEmpty()) {
                fact(label, place);
                label = "";
            }
        }
        if (mxes.size() > MAX_LISTED) {
            fact(label, "and " + TextFormat.count(mxes.size() - MAX_LISTED, "other host"));
        }
        var reasons = tally.reasons().texts().stream()
                .map(reason -> ForeignText.line(reason, MAX_REASON))
                .toList();
        if (!reasons.isEmpty()) {
            fact("Reasons", TextFormat.list(reasons, MAX_LISTED));
        }
    }

    private void explain(Explanation explanation) throws IOException {
        fact("Meaning", explanation.meaning());
        fact("Cause", explanation.cause());
        fact("Impact", explanation.mail());
        page.line();
        steps(page, INDENT, explanation.steps());
    }

    static void steps(Page page, int indent, List<Step> steps) throws IOException {
        int number = 1;
        for (var step : steps) {
            page.text(indent, number++ + ". ", step.text());
            if (step.command() != null) {
                page.line(indent + 5, Style.COMMAND, step.command());
            }
        }
    }

    private static String names(String domain, @Nullable String mx) {
        var name = ForeignText.name(domain);
        return "In its commands, use " + (mx == null ? name : name + " and " + ForeignText.name(mx)) + ".";
    }

    private static String failed(DomainTally domain, CauseTally tally) {
        var sessions = sessions(domain, tally);
        var days = tally.days();
        return days.first().equals(days.last())
                ? sessions + ", on " + days.first()
                : sessions + ", since " + days.first() + ", last on " + days.last();
    }

    /// Details are a breakdown that need not add up, and some reporters leave the number out. Under two policies they
    /// may even name other sessions at each host, where the summary of the domain is the larger of both.
    private static String sessions(DomainTally domain, CauseTally tally) {
        if (tally.sessions() == 0) {
            return "number of sessions not reported";
        }
        long all = domain.sessions(tally.days());
        long failed = domain.failed(tally.days());
        return tally.sessions() <= failed
                ? TextFormat.number(tally.sessions()) + " of " + TextFormat.count(all, "session")
                : TextFormat.count(tally.sessions(), "session") + " in details, " + TextFormat.number(failed) + " of "
                        + TextFormat.number(all) + " in summaries";
    }

    private static String seenBy(DomainTally domain, CauseTally tally) {
        var names = tally.reporters().stream().map(ForeignText::name).toList();
        long all = domain.submitters();
        var listed = TextFormat.list(names, MAX_LISTED);
        if (all == 1) {
            return listed;
        }
        return listed + (names.size() == all ? " (all reporters)" : " (" + names.size() + " of " + all + " reporters)");
    }

    /// A host with its failing addresses, as far as the reports name them.
    private static String place(CauseTally tally, String mx) {
        var place = new StringBuilder(ForeignText.name(mx));
        var addresses = tally.addresses(mx).stream().map(ForeignText::name).toList();
        if (!addresses.isEmpty()) {
            var pattern = tally.pattern(mx).map(found -> addresses.size() == 1 ? "only at " : found + ": ");
            place.append(mx.isEmpty() ? "" : ", ")
                    .append(pattern.orElse(""))
                    .append(TextFormat.list(addresses, MAX_LISTED));
        }
        if (!place.isEmpty() && tally.mxes().texts().size() > 1) {
            place.append(" (")
                    .append(TextFormat.number(tally.mxes().sessions(mx)))
                    .append(')');
        }
        return place.toString();
    }

    private void fact(String label, String text) throws IOException {
        page.text(INDENT, label + " ".repeat(LABEL - label.length()), text);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
