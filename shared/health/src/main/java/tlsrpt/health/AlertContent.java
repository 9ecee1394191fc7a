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
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.report.Explanation;
import tlsrpt.report.FailingAddresses;
import tlsrpt.report.Mode;
import tlsrpt.report.Printable;
import tlsrpt.report.Step;

/// Builds the content of an alert: problem, impact, evidence, steps.
///
/// @param main the main cause
record AlertContent(
        String domain,
        FamilyState trouble,
        Open open,
        AlertKind kind,
        RuleState.@Nullable Cause main,
        boolean confirmed) {

    private static final int MOST_ADDRESSES = 10;
    private static final int MOST_EVIDENCE = 10;

    /// @param outcome of all reporters together; `null` if none sees it
    Alert.Content of(String subject, String problem, @Nullable DeliveryImpact outcome) {
        if (open.kind() == AlertKind.SILENCE) {
            return silence(subject, problem);
        }
        if (open.kind() == AlertKind.PROTECTION_LOST) {
            return protection(subject, problem);
        }
        if (main == null) {
            return Alert.Content.of(subject, problem, List.of(), List.of());
        }
        var explained = Explanation.of(main.situation(domain));
        boolean over = kind == AlertKind.RECOVERED;
        var title = sentence(explained.title());
        return new Alert.Content(
                subject,
                problem,
                List.of(over ? title + end() : state() + title + explained.meaning()),
                over ? null : impact(outcome, explained),
                policies(main),
                evidence(),
                over ? List.of() : explained.steps(),
                over ? List.of() : addresses(main));
    }

    private String state() {
        if (kind.opens() && open.opening().backlog()) {
            return "Imported reports show this failure, and no later report shows a recovery. ";
        }
        return switch (kind) {
            case WORSE -> "This incident got worse. ";
            case REMINDER -> "This incident is still open. ";
            case FAILING, RECOVERED, PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING ->
                open.opening().again()
                        ? "This failure returned after it had recovered. "
                        : open.opening().first()
                                ? "The first reports for this domain already showed this failure. "
                                : "";
        };
    }

    private String end() {
        return confirmed
                ? "Confirmed: every affected reporter has since sent clean reports."
                : "Not confirmed: the affected reporters stopped reporting.";
    }

    private static String impact(@Nullable DeliveryImpact outcome, Explanation explained) {
        return outcome == DeliveryImpact.BLOCKED
                ? "At least one reporter had no successful session that day. " + explained.mail()
                : explained.mail();
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

    private List<Alert.Section> addresses(RuleState.Cause main) {
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
        if (kind == AlertKind.RECOVERED) {
            var text = confirmed
                    ? "Confirmed: the reporters that found no policy find one again."
                    : "Not confirmed: the reporters that found no policy stopped reporting.";
            return Alert.Content.of(subject, problem, List.of(text), List.of());
        }
        var name = Printable.of(domain, 253);
        return Alert.Content.of(
                subject,
                problem,
                List.of(state() + """
                        Senders that applied your MTA-STS or DANE policy no longer find it. All sessions succeed, so \
                        nothing looks broken, but mail is delivered without verifying the server, and in cleartext if \
                        an attacker strips STARTTLS."""),
                List.of(
                        new Step(
                                "Read the record that announces your MTA-STS policy; there must be exactly one.",
                                "dig +short TXT _mta-sts." + name),
                        new Step(
                                "Fetch the policy as senders do.",
                                "curl -sS --max-redirs 0 https://mta-sts." + name + "/.well-known/mta-sts.txt"),
                        new Step("With DANE, check the TLSA records of your MX hosts and DNSSEC of their zone.", null),
                        new Step(
                                "If you removed the policy on purpose: publish `mode: none` first, and wait until the "
                                        + "old max_age has expired.",
                                null)));
    }

    private Alert.Content silence(String subject, String problem) {
        if (kind == AlertKind.RECOVERED) {
            return Alert.Content.of(subject, problem, List.of("Reports arrive again."), List.of());
        }
        boolean all = domain.equals(DailyRule.ALL);
        var name = Printable.of(domain, 253);
        return Alert.Content.of(
                subject,
                problem,
                List.of(
                        state() + "No report for " + (all ? "any domain" : name) + " has arrived since "
                                + open.opening().since() + ". Such a gap is unusual.",
                        "Until reports resume, new failures go unnoticed."),
                List.of(
                        new Step(
                                "Read the record that requests reports; there must be exactly one, with the right "
                                        + "address.",
                                "dig +short TXT _smtp._tls." + (all ? "<domain>" : name)),
                        new Step("Check whether reports arrived but were held: `tlsrpt status` lists them.", null),
                        new Step(all ? """
                                        Run `tlsrpt doctor`: it checks every step on a report's way, and shows how to \
                                        fix what fails. Then send a message to the report address, and check whether it \
                                        arrives.""" : """
                                        Check whether reports for other domains arrive. If none do, reports do not \
                                        reach the collector: run `tlsrpt doctor`.""", null),
                        new Step("If the domain no longer receives mail, mute it.", null)));
    }

    private static String policies(RuleState.Cause main) {
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
