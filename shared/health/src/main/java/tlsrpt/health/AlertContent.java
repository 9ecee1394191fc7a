package tlsrpt.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailingAddresses;
import tlsrpt.report.Mode;
import tlsrpt.report.Printable;
import tlsrpt.report.Step;

/// Makes the content of an alert: what happened, what it means for mail, why the rules think so, what to do.
///
/// @param main the cause that stands for all
record AlertContent(
        String domain, Trouble trouble, Open open, Kind kind, Memory.@Nullable Cause main, boolean confirmed) {

    private static final int MOST_ADDRESSES = 10;
    private static final int MOST_EVIDENCE = 10;

    /// @param outcome of all reporters together; `null` if none sees it
    Alert.Content of(String subject, String problem, @Nullable Outcome outcome) {
        if (open.kind() == Kind.SILENCE) {
            return silence(subject, problem);
        }
        if (open.kind() == Kind.PROTECTION_LOST) {
            return protection(subject, problem);
        }
        if (main == null) {
            return Alert.Content.of(subject, problem, List.of(), List.of());
        }
        var explained = Explanation.of(main.situation(domain));
        boolean over = kind == Kind.RECOVERED;
        var title = sentence(explained.title());
        return new Alert.Content(
                subject,
                problem,
                List.of(over ? title + end() : state() + title + explained.meaning()),
                over ? null : impact(main, outcome, explained),
                policies(main),
                evidence(),
                over ? List.of() : explained.steps(),
                over ? List.of() : addresses(main));
    }

    private String state() {
        if (kind.opens() && open.opening().backlog()) {
            return "Reports that you imported show this, and no later report shows that it is over. ";
        }
        return switch (kind) {
            case WORSE -> "It got worse. ";
            case REMINDER -> "This still goes on. ";
            case FAILING, RECOVERED, PROTECTION_LOST, POLICY, UNREAD, SILENCE ->
                open.opening().again()
                        ? "This is back. "
                        : open.opening().first() ? "This failed already when the first reports came. " : "";
        };
    }

    private String end() {
        return confirmed
                ? "It is over: every reporter that saw it has sent clean reports since."
                : "It is no longer reported; nobody has confirmed that it is over.";
    }

    private static String impact(Memory.Cause main, @Nullable Outcome outcome, Explanation explained) {
        return switch (outcome) {
            case BLOCKED ->
                "refused, and at least one reporter had no session that day in which it could deliver; "
                        + "deferred; bounces when the sender gives up, hours to days. " + explained.mail();
            case REFUSED_IN_PART ->
                (main.mx() != null
                                ? "senders skip " + main.mx() + " and try your other MX hosts. "
                                : "refused in some sessions; senders try again, also at your other MX hosts. ")
                        + explained.mail();
            case UNPROTECTED, UNKNOWN -> explained.mail();
            case null -> explained.mail();
        };
    }

    private List<String> evidence() {
        var evidence = new ArrayList<String>();
        trouble.seen().forEach((reporter, sight) -> {
            for (var cause : sight.causes()) {
                evidence.add(Printable.of(reporter, 60) + " reported "
                        + Printable.of(cause.resultType() == null ? cause.diagnosis() : cause.resultType(), 64)
                        + (cause.mx() == null ? "" : " at " + cause.mx())
                        + String.format(Locale.ROOT, " in %,d sessions", cause.failed())
                        + " (report day " + sight.lastDay() + ")");
            }
        });
        return evidence.subList(0, Math.min(MOST_EVIDENCE, evidence.size()));
    }

    private List<Alert.Section> addresses(Memory.Cause main) {
        var byAddress = new TreeMap<String, Long>();
        trouble.seen().values().stream()
                .flatMap(sight -> sight.causes().stream())
                .forEach(cause -> cause.addresses().forEach((address, n) -> byAddress.merge(address, n, Long::sum)));
        if (byAddress.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        FailingAddresses.pattern(main.mx(), new ArrayList<>(byAddress.keySet()))
                .ifPresent(pattern -> lines.add("It fails " + pattern + "."));
        byAddress.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_ADDRESSES)
                .forEach(one ->
                        lines.add(String.format(Locale.ROOT, "  %-40s %,d sessions", one.getKey(), one.getValue())));
        return List.of(new Alert.Section("Failing addresses", lines));
    }

    private Alert.Content protection(String subject, String problem) {
        if (kind == Kind.RECOVERED) {
            var text = confirmed
                    ? "The reporters that found no policy find one again."
                    : "Those that found no policy do not report any more; nobody has confirmed that it is there again.";
            return Alert.Content.of(subject, problem, List.of(text), List.of());
        }
        var name = Printable.of(domain, 253);
        return Alert.Content.of(
                subject,
                problem,
                List.of(state() + """
                        Senders that applied your MTA-STS or DANE policy find none any more. Every session succeeds, so \
                        nothing looks wrong, but mail is delivered without proof of the server, and without TLS where \
                        somebody strips it."""),
                List.of(
                        new Step(
                                "Look at the record that announces your MTA-STS policy; there has to be exactly one.",
                                "dig +short TXT _mta-sts." + name),
                        new Step(
                                "Fetch the policy as senders do.",
                                "curl -sS --max-redirs 0 https://mta-sts." + name + "/.well-known/mta-sts.txt"),
                        new Step(
                                "With DANE, look at the TLSA records of your MX hosts and at DNSSEC of their zone.",
                                null),
                        new Step(
                                "If you took the policy away on purpose: publish `mode: none` first, and wait for the "
                                        + "old max_age.",
                                null)));
    }

    private Alert.Content silence(String subject, String problem) {
        if (kind == Kind.RECOVERED) {
            return Alert.Content.of(subject, problem, List.of("Reports come again."), List.of());
        }
        boolean all = domain.equals(WatchRule.ALL);
        var name = Printable.of(domain, 253);
        return Alert.Content.of(
                subject,
                problem,
                List.of(
                        state() + "No report of " + (all ? "any domain" : name) + " has come since "
                                + open.opening().since() + ". Such a gap is unusual for it.",
                        "Nothing that breaks now would be seen."),
                List.of(
                        new Step(
                                "Look at the record that asks for reports; there has to be exactly one, and its address "
                                        + "right.",
                                "dig +short TXT _smtp._tls." + (all ? "<domain>" : name)),
                        new Step("Look at what came and was not counted: `tlsrpt status`, under held.", null),
                        new Step(all ? """
                                        Send a mail to the reporting address and see whether it arrives: the MX record \
                                        of its domain, the active SES rule set, the bucket, the queue and its \
                                        dead-letter queue.""" : """
                                        See whether other domains are reported; if none is, the way in is broken.""", null),
                        new Step("If the domain gets no mail any more, that is the reason: mute it.", null)));
    }

    private static String policies(Memory.Cause main) {
        var also = main.also().stream().map(type -> policy(type, main.mode()));
        return Stream.concat(Stream.of(policy(main.policyType(), main.mode())), also)
                .collect(Collectors.joining("; "));
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
