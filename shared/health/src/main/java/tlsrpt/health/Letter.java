package tlsrpt.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailingAddresses;
import tlsrpt.report.Mode;
import tlsrpt.report.Printable;

/// The text of a mail: what, since when, how many, who says so, what became of the mail, what to do.
///
/// @param main the cause that stands for all
record Letter(
        String domain,
        Trouble trouble,
        Open open,
        Kind kind,
        Memory.@Nullable Cause main,
        @Nullable Outcome outcome,
        List<String> reporters,
        Alert.Sessions sessions,
        boolean confirmed) {

    private static final int MOST_ADDRESSES = 10;

    String text() {
        if (open.kind() == Kind.SILENCE) {
            return silence();
        }
        if (open.kind() == Kind.PROTECTION_LOST) {
            return protection();
        }
        if (main == null) {
            return "";
        }
        var explained = Explanation.of(main.situation(domain));
        var text = new StringBuilder();
        if (kind == Kind.RECOVERED) {
            text.append(sentence(explained.title())).append(end());
            return text.append('\n').append(facts()).toString();
        }
        text.append(opening())
                .append(sentence(explained.title()))
                .append(explained.meaning())
                .append("\n\n");
        text.append("Mail: ").append(mail(explained)).append('\n');
        text.append(facts());
        text.append("\nWhat to do\n");
        int n = 1;
        for (var step : explained.steps()) {
            text.append(n++).append(". ").append(step.text()).append('\n');
            if (step.command() != null) {
                text.append("   ").append(step.command()).append('\n');
            }
        }
        return text.append(addresses()).toString();
    }

    private String opening() {
        return switch (kind) {
            case WORSE -> "It got worse. ";
            case REMINDER -> "This still goes on. ";
            case FAILING, RECOVERED, PROTECTION_LOST, POLICY, UNREAD, SILENCE ->
                open.again()
                        ? "This is back. "
                        : open.first() ? "This failed already when the first reports came. " : "";
        };
    }

    private String end() {
        return confirmed
                ? "It is over: every reporter that saw it has sent clean reports since.\n"
                : "It is no longer reported; nobody has confirmed that it is over.\n";
    }

    private String mail(Explanation explained) {
        return switch (outcome) {
            case BLOCKED ->
                "refused, and at least one reporter had no session that day in which it could deliver; "
                        + "deferred; bounces when the sender gives up, hours to days. " + explained.mail();
            case REFUSED_IN_PART ->
                (main != null && main.mx() != null
                                ? "senders skip " + main.mx() + " and try your other MX hosts. "
                                : "refused in some sessions; senders try again, also at your other MX hosts. ")
                        + explained.mail();
            case UNPROTECTED, UNKNOWN -> explained.mail();
            case null -> explained.mail();
        };
    }

    private String facts() {
        var text = new StringBuilder();
        text.append("Since: report day ").append(open.since()).append(" (UTC)\n");
        text.append(String.format(
                Locale.ROOT,
                "Sessions: %,d of %,d failed (%.1f %%), as counted by %s\n",
                sessions.failed(),
                sessions.total(),
                sessions.failed() * 100.0 / Math.max(1, sessions.total()),
                String.join(
                        ", ",
                        reporters.stream().map(name -> Printable.of(name, 60)).toList())));
        if (main != null) {
            text.append("Policy: ")
                    .append(policy(main.policyType(), main.mode()))
                    .append('\n');
        }
        text.append("Why we think so: ").append(why()).append('\n');
        return text.toString();
    }

    private String why() {
        var named = new ArrayList<String>();
        for (var seen : trouble.seen().entrySet()) {
            for (var cause : seen.getValue().causes()) {
                named.add(Printable.of(seen.getKey(), 60) + " reported "
                        + Printable.of(cause.resultType() == null ? cause.diagnosis() : cause.resultType(), 64)
                        + (cause.mx() == null ? "" : " at " + cause.mx())
                        + String.format(Locale.ROOT, " in %,d sessions", cause.failed())
                        + " (report day " + seen.getValue().lastDay() + ")");
            }
        }
        return String.join("; ", named.subList(0, Math.min(MOST_ADDRESSES, named.size())));
    }

    private String addresses() {
        var byAddress = new TreeMap<String, Long>();
        trouble.seen().values().stream()
                .flatMap(sight -> sight.causes().stream())
                .forEach(cause -> cause.addresses().forEach((address, n) -> byAddress.merge(address, n, Long::sum)));
        if (byAddress.isEmpty()) {
            return "";
        }
        var text = new StringBuilder("\nFailing addresses\n");
        FailingAddresses.pattern(main == null ? null : main.mx(), new ArrayList<>(byAddress.keySet()))
                .ifPresent(pattern -> text.append("It fails ").append(pattern).append(".\n"));
        byAddress.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_ADDRESSES)
                .forEach(one -> text.append(
                        String.format(Locale.ROOT, "  %-40s %,d sessions\n", one.getKey(), one.getValue())));
        return text.toString();
    }

    private String protection() {
        if (kind == Kind.RECOVERED) {
            return confirmed
                    ? "The reporters that found no policy find one again.\n"
                    : "Those that found no policy do not report any more; nobody has confirmed that it is there again.\n";
        }
        return opening()
                + """
                Senders that applied your MTA-STS or DANE policy find none any more. Every session succeeds, so nothing \
                looks wrong, but mail is delivered without proof of the server, and without TLS where somebody strips it.

                Seen by: %s
                Since: report day %s (UTC)

                What to do
                1. Look at the record that announces your MTA-STS policy; there has to be exactly one.
                   dig +short TXT _mta-sts.%s
                2. Fetch the policy as senders do.
                   curl -sS --max-redirs 0 https://mta-sts.%s/.well-known/mta-sts.txt
                3. With DANE, look at the TLSA records of your MX hosts and at DNSSEC of their zone.
                4. If you took the policy away on purpose: publish `mode: none` first, and wait for the old max_age.
                """.formatted(
                                String.join(
                                        ", ",
                                        reporters.stream()
                                                .map(name -> Printable.of(name, 60))
                                                .toList()),
                                open.since(),
                                Printable.of(domain, 253),
                                Printable.of(domain, 253));
    }

    private String silence() {
        boolean all = domain.equals(WatchRule.ALL);
        if (kind == Kind.RECOVERED) {
            return "Reports come again.\n";
        }
        var what = all
                ? "No report of any domain has come for days, though they came daily before.\n"
                : "No report of " + Printable.of(domain, 253) + " has come for days, though they came daily before.\n";
        return opening()
                + what
                + """
                Nothing that breaks now would be seen.

                Last report: of the day before %s (UTC)

                What to do
                1. Look at the record that asks for reports; there has to be exactly one, and its address right.
                   dig +short TXT _smtp._tls.%s
                2. Look at what came and was not counted: `tlsrpt status`, under held.
                3. %s
                4. If the domain gets no mail any more, that is the reason: mute it.
                """.formatted(open.since(), all ? "<domain>" : Printable.of(domain, 253), all ? """
                        Send a mail to the reporting address and see whether it arrives: the MX record of its domain, \
                        the active SES rule set, the bucket, the queue and its dead-letter queue.""" : """
                        See whether other domains are reported; if none is, the way in is broken.""");
    }

    private static String policy(@Nullable String type, @Nullable Mode mode) {
        return switch (type) {
            case null -> "not stated";
            case "sts" -> "MTA-STS, mode " + (mode == null ? "not known" : mode.token());
            case "tlsa" -> "DANE";
            case "no-policy-found" -> "none found";
            default -> Printable.of(type, 64);
        };
    }

    private static String sentence(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1) + ". ";
    }
}
