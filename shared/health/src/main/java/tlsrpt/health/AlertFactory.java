package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.RuleState.FamilyState;
import tlsrpt.health.RuleState.Open;
import tlsrpt.health.RuleState.ReporterState;
import tlsrpt.report.Explanation;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// Builds alerts from the rule state: names, numbers, subject.
final class AlertFactory {

    private static final int SUBJECT = 99;
    private static final int DOMAIN = 60;
    private static final int TOKEN = 64;
    private static final int ID_DOMAIN = 200;
    private static final int MOST_CAUSES = 20;
    private static final int MOST_REPORTERS = 50;

    private AlertFactory() {}

    static String id(String domain, String family, LocalDate day) {
        return Printable.of(domain, ID_DOMAIN) + ":" + family + ":" + day;
    }

    static DeliveryImpact outcome(Collection<ReporterState> seen) {
        return seen.stream().map(ReporterState::outcome).reduce(DeliveryImpact.UNPROTECTED, DeliveryImpact::orAbove);
    }

    /// Returns the recovery of an incident that only a blocked reporter saw.
    static Alert withdrawn(Alert recovered) {
        return Alert.of(
                recovered.incident(),
                recovered.transition(),
                recovered.findings(),
                recovered.content().saying(List.of("Withdrawn: only a reporter that you blocked had reported it.")));
    }

    /// Makes a message about an incident.
    ///
    /// @param worsened the steps by which it got worse
    static Alert alert(
            String domain,
            String family,
            FamilyState trouble,
            AlertKind kind,
            List<String> worsened,
            LocalDate day,
            Instant at,
            boolean confirmed) {
        var open = trouble.open();
        if (open == null) {
            throw new IllegalStateException("no alert is open for " + family);
        }
        var reporters = trouble.seen().entrySet().stream()
                .sorted(Map.Entry.<String, ReporterState>comparingByValue(
                                Comparator.comparingLong(ReporterState::failed).reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_REPORTERS)
                .map(Map.Entry::getKey)
                .toList();
        var sessions = trouble.seen().values().stream()
                .map(sight -> Alert.Sessions.of(sight.lastDay(), sight.failed(), sight.total()))
                .reduce(Alert.Sessions.NONE, Alert.Sessions::plus);
        var main = main(trouble);
        var outcome = trouble.seen().isEmpty() ? null : outcome(trouble.seen().values());
        var start = start(domain, open, kind);
        var problem = problem(start, domain, open, kind, main, outcome, reporters);
        var opening = open.opening();
        return Alert.of(
                new Alert.Incident(
                        open.id(),
                        family,
                        domain,
                        List.of(domain),
                        opening.since(),
                        opening.again(),
                        opening.backlog()),
                Alert.Transition.of(open.id(), kind, day, at, worsened),
                new Alert.Findings(
                        kind == AlertKind.RECOVERED
                                ? open.grades().worst()
                                : open.grades().now(),
                        outcome,
                        causes(trouble),
                        reporters,
                        sessions,
                        kind == AlertKind.RECOVERED ? List.of() : recovery(trouble, open, day),
                        confirmed),
                new AlertContent(domain, trouble, open, kind, main, confirmed)
                        .of(line(start + problem), problem, outcome));
    }

    private static List<Alert.Progress> recovery(FamilyState trouble, Open open, LocalDate day) {
        long needed = open.opening().clean();
        return trouble.seen().entrySet().stream()
                .limit(MOST_REPORTERS)
                .map(seen -> new Alert.Progress(
                        seen.getKey(), Math.min(needed, seen.getValue().cleanReports(day)), needed))
                .toList();
    }

    /// Returns the main cause: the one with the greatest impact, then the most severe, then the one with most sessions.
    static RuleState.@Nullable Cause main(FamilyState trouble) {
        var causes = trouble.seen().values().stream()
                .flatMap(sight -> sight.causes().stream())
                .toList();
        var worst = causes.stream()
                .map(RuleState.Cause::outcome)
                .reduce(DeliveryImpact.UNPROTECTED, DeliveryImpact::orAbove);
        return causes.stream()
                .filter(cause -> cause.outcome() == worst)
                .max(Comparator.comparing((RuleState.Cause cause) -> Severity.of(cause.situation(""), false))
                        .thenComparingLong(RuleState.Cause::failed)
                        .thenComparing(cause -> cause.mx() != null)
                        .thenComparing(RuleState.Cause::key))
                .orElse(null);
    }

    static List<Alert.Cause> causes(FamilyState trouble) {
        var byKey = new TreeMap<String, Alert.Cause>();
        for (var sight : trouble.seen().values()) {
            var own = new TreeMap<String, Alert.Cause>();
            for (var cause : sight.causes()) {
                own.merge(cause.key(), cause(sight, cause), (a, b) -> {
                    long failed =
                            Math.addExact(a.sessions().failed(), b.sessions().failed());
                    return a.and(b, Alert.Sessions.of(sight.lastDay(), failed, sight.total()));
                });
            }
            own.forEach((key, cause) ->
                    byKey.merge(key, cause, (a, b) -> a.and(b, a.sessions().plus(b.sessions()))));
        }
        return byKey.values().stream()
                .sorted(Comparator.comparingLong(
                                (Alert.Cause cause) -> cause.sessions().failed())
                        .reversed())
                .limit(MOST_CAUSES)
                .toList();
    }

    private static Alert.Cause cause(ReporterState sight, RuleState.Cause cause) {
        return new Alert.Cause(
                token(cause.policyType()),
                cause.also().stream()
                        .map(type -> Printable.of(type, TOKEN).toLowerCase(Locale.ROOT))
                        .toList(),
                token(cause.resultType()),
                Printable.of(cause.diagnosis(), TOKEN).toLowerCase(Locale.ROOT),
                cause.mx(),
                Alert.Sessions.of(sight.lastDay(), cause.failed(), sight.total()));
    }

    private static @Nullable String token(@Nullable String text) {
        return text == null ? null : Printable.of(text, TOKEN).toLowerCase(Locale.ROOT);
    }

    private static String start(String domain, Open open, AlertKind kind) {
        var name = domain.equals(DailyRule.ALL) ? "TLS reports" : Printable.of(domain, DOMAIN);
        return name + ": " + lead(open, kind);
    }

    /// @param start of the subject, which the problem has to fit behind
    private static String problem(
            String start,
            String domain,
            Open open,
            AlertKind kind,
            RuleState.@Nullable Cause main,
            @Nullable DeliveryImpact outcome,
            List<String> reporters) {
        var mx = main == null || main.mx() == null ? "" : main.mx();
        var few = Reporters.countOrganizations(reporters) == 1
                ? "a sender"
                : Reporters.countOrganizations(reporters) + " senders";
        var shortest = what(domain, open, kind, main, outcome, "", "");
        // If the subject is too long, drop the reporters first, then the MX host.
        return Stream.of(
                        what(domain, open, kind, main, outcome, Reporters.names(reporters), mx),
                        what(domain, open, kind, main, outcome, few, mx),
                        what(domain, open, kind, main, outcome, "", mx))
                .filter(what -> start.length() + what.length() <= SUBJECT)
                .findFirst()
                .orElse(shortest);
    }

    private static String lead(Open open, AlertKind kind) {
        if (kind.opens() && open.opening().backlog()) {
            return "found in the backlog: ";
        }
        return switch (kind) {
            case WORSE -> "worse: ";
            case RECOVERED -> "recovered: ";
            case REMINDER -> "still open: ";
            case FAILING ->
                open.opening().again() ? "failing again: " : open.opening().first() ? "already failing: " : "";
            case PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING ->
                open.opening().again() ? "again: " : "";
        };
    }

    private static String what(
            String domain,
            Open open,
            AlertKind kind,
            RuleState.@Nullable Cause main,
            @Nullable DeliveryImpact outcome,
            String names,
            String mx) {
        if (open.kind() == AlertKind.SILENCE) {
            return kind == AlertKind.RECOVERED
                    ? "reports arrive again"
                    : domain.equals(DailyRule.ALL)
                            ? "no reports for any domain"
                            : "no reports since " + open.opening().since();
        }
        if (open.kind() == AlertKind.PROTECTION_LOST) {
            return kind == AlertKind.RECOVERED
                    ? "MTA-STS or DANE policy found again"
                    : "MTA-STS or DANE policy no longer found" + (names.isEmpty() ? "" : " by " + names);
        }
        if (main == null || outcome == null) {
            return "failed sessions";
        }
        var problem = title(main) + (mx.isEmpty() ? "" : " (" + mx + ")");
        if (kind == AlertKind.RECOVERED) {
            return problem;
        }
        return problem
                + switch (outcome) {
                    case BLOCKED -> names.isEmpty() ? "; no delivery" : "; " + names + " cannot deliver";
                    case REFUSED_IN_PART -> "; refused in part" + (names.isEmpty() ? "" : " by " + names);
                    case UNPROTECTED, UNKNOWN -> names.isEmpty() ? "" : "; reported by " + names;
                };
    }

    static String title(RuleState.Cause cause) {
        return Explanation.of(cause.situation("")).title();
    }

    /// One line of printable ASCII that SNS takes as a subject.
    static String line(String text) {
        var printable = Printable.of(text, 1_000);
        return printable.length() <= SUBJECT ? printable : printable.substring(0, SUBJECT - 3) + "...";
    }

    static Alert alsoFailing(Alert gravest, List<Alert> rest) {
        var causes = new ArrayList<>(gravest.causes());
        rest.forEach(alert -> causes.addAll(alert.causes()));
        var subjects = rest.stream().map(alert -> "- " + alert.subject()).toList();
        return Alert.of(
                gravest.incident(),
                gravest.transition(),
                gravest.findings().with(causes),
                gravest.content().with(new Alert.Section("Also already failing", subjects)));
    }

    /// @param after `null` where reporters disagree
    static Alert policy(
            Observation report, Severity grade, PolicyRevision before, @Nullable PolicyRevision after, LocalDate day) {
        var id = id(report.domain(), PolicyRule.FAMILY, day);
        var name = Reporters.name(report.reporter());
        var hash = Integer.toHexString(form(after == null ? before : after).hashCode());
        var start = Printable.of(report.domain(), DOMAIN) + ": ";
        var transition = new Alert.Transition(
                id + ":" + hash + (after == null ? ":lagging" : ""),
                AlertKind.POLICY,
                day,
                report.arrival(),
                List.of());
        return Alert.of(
                Alert.Incident.of(id, PolicyRule.FAMILY, report.domain(), day),
                transition,
                Alert.Findings.of(grade, List.of(report.reporter())),
                after == null ? lagging(start, name, before) : changed(start, name, before, after, day));
    }

    private static Alert.Content lagging(String start, String name, PolicyRevision before) {
        var problem = name + " still applies an older MTA-STS policy";
        return Alert.Content.of(
                line(start + problem),
                problem,
                List.of(name
                        + " still applies an older revision of your MTA-STS policy, for longer than its max_age or "
                        + "a week:\n" + form(before)),
                List.of(new Step(
                        "Check that the TXT record _mta-sts has a new id, and that every web server serves the new "
                                + "file.",
                        null)));
    }

    private static Alert.Content changed(
            String start, String name, PolicyRevision before, PolicyRevision after, LocalDate day) {
        var problem = before.mode() == after.mode()
                ? "MTA-STS policy changed"
                : "MTA-STS policy changed from " + before.mode().token() + " to "
                        + after.mode().token();
        return Alert.Content.of(
                line(start + problem),
                problem,
                List.of(
                        "The MTA-STS policy changed. " + name + " first reported the new one for " + day + ".",
                        "Before:\n" + form(before),
                        "Now:\n" + form(after)),
                List.of(new Step("If your team did not change it, find out who did.", null)));
    }

    private static String form(PolicyRevision form) {
        var lines = new ArrayList<>(List.of("  mode: " + form.mode().token(), "  max_age: " + form.maxAge()));
        form.mx().stream().limit(MOST_CAUSES).forEach(mx -> lines.add("  mx: " + Printable.of(mx, 253)));
        return String.join("\n", lines);
    }
}
