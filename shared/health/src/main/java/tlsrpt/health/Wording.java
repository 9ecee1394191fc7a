package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tlsrpt.health.Memory.Open;
import tlsrpt.health.Memory.Sight;
import tlsrpt.health.Memory.Trouble;
import tlsrpt.report.Explanation;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;

/// Makes alerts of what is remembered: names, numbers, subject.
final class Wording {

    private static final int SUBJECT = 99;
    private static final int DOMAIN = 60;
    private static final int TOKEN = 64;
    private static final int ID_DOMAIN = 200;
    private static final int MOST_CAUSES = 20;
    private static final int MOST_REPORTERS = 50;

    private Wording() {}

    static String id(String domain, String family, LocalDate day) {
        return Printable.of(domain, ID_DOMAIN) + ":" + family + ":" + day;
    }

    static Outcome outcome(Collection<Sight> seen) {
        return seen.stream().map(Sight::outcome).reduce(Outcome.UNPROTECTED, Outcome::orAbove);
    }

    static Alert alert(
            String domain,
            String family,
            Trouble trouble,
            Kind kind,
            String step,
            LocalDate day,
            Instant at,
            boolean confirmed) {
        var open = trouble.open();
        if (open == null) {
            throw new IllegalStateException("no alert is open for " + family);
        }
        var reporters = trouble.seen().entrySet().stream()
                .sorted(Map.Entry.<String, Sight>comparingByValue(
                                Comparator.comparingLong(Sight::failed).reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_REPORTERS)
                .map(Map.Entry::getKey)
                .toList();
        var sessions = trouble.seen().values().stream()
                .map(sight -> new Alert.Sessions(sight.failed(), Math.max(sight.total(), sight.failed())))
                .reduce(Alert.Sessions.NONE, Alert.Sessions::plus);
        var main = main(trouble);
        var outcome = trouble.seen().isEmpty() ? null : outcome(trouble.seen().values());
        var subject = subject(domain, open, kind, main, outcome, reporters);
        return new Alert(
                Alert.VERSION,
                open.id(),
                open.id() + ":" + kind.token() + ":" + day + (step.isEmpty() ? "" : ":" + step),
                kind,
                kind == Kind.RECOVERED ? open.worst() : open.grade(),
                outcome,
                domain,
                List.of(domain),
                day,
                at,
                open.since(),
                family,
                causes(trouble),
                reporters,
                sessions,
                confirmed,
                open.again(),
                subject,
                new Letter(domain, trouble, open, kind, main, outcome, reporters, sessions, confirmed).text());
    }

    /// The cause that stands for all: what stops most, then what is grave by its nature, then the most sessions.
    static Memory.@Nullable Cause main(Trouble trouble) {
        var causes = trouble.seen().values().stream()
                .flatMap(sight -> sight.causes().stream())
                .toList();
        var worst = causes.stream().map(Memory.Cause::outcome).reduce(Outcome.UNPROTECTED, Outcome::orAbove);
        var severities = new HashMap<String, Severity>();
        return causes.stream()
                .filter(cause -> cause.outcome() == worst)
                .max(Comparator.comparing((Memory.Cause cause) -> severity(severities, cause))
                        .thenComparingLong(Memory.Cause::failed)
                        .thenComparing(cause -> cause.mx() != null)
                        .thenComparing(Memory.Cause::key))
                .orElse(null);
    }

    /// Explaining is dear, and most causes of a trouble are the same.
    private static Severity severity(Map<String, Severity> known, Memory.Cause cause) {
        return known.computeIfAbsent(
                cause.policyType() + "/" + cause.mode() + "/" + cause.diagnosis(),
                _ -> Explanation.of(cause.situation("")).severity());
    }

    private static List<Alert.Cause> causes(Trouble trouble) {
        var byKey = new TreeMap<String, Alert.Cause>();
        for (var sight : trouble.seen().values()) {
            for (var cause : sight.causes()) {
                var sessions = new Alert.Sessions(cause.failed(), Math.max(sight.total(), cause.failed()));
                var one = new Alert.Cause(
                        token(cause.policyType()),
                        token(cause.resultType()),
                        Printable.of(cause.diagnosis(), TOKEN).toLowerCase(Locale.ROOT),
                        cause.mx(),
                        sessions);
                byKey.merge(
                        cause.key(),
                        one,
                        (a, b) -> new Alert.Cause(
                                a.policyType(),
                                a.resultType(),
                                a.diagnosis(),
                                a.mx(),
                                a.sessions().plus(b.sessions())));
            }
        }
        return byKey.values().stream()
                .sorted(Comparator.comparingLong(
                                (Alert.Cause cause) -> cause.sessions().failed())
                        .reversed())
                .limit(MOST_CAUSES)
                .toList();
    }

    private static @Nullable String token(@Nullable String text) {
        return text == null ? null : Printable.of(text, TOKEN).toLowerCase(Locale.ROOT);
    }

    private static String subject(
            String domain,
            Open open,
            Kind kind,
            Memory.@Nullable Cause main,
            @Nullable Outcome outcome,
            List<String> reporters) {
        var name = domain.equals(WatchRule.ALL) ? "TLS reports" : Printable.of(domain, DOMAIN);
        var start = name + ": " + lead(open, kind);
        var mx = main == null || main.mx() == null ? "" : main.mx();
        var few = Reporters.voices(reporters) == 1 ? "a sender" : Reporters.voices(reporters) + " senders";
        // Where all of it is too long, what broke matters more than who saw it and where.
        return Stream.of(
                        what(domain, open, kind, main, outcome, Reporters.names(reporters), mx),
                        what(domain, open, kind, main, outcome, few, mx),
                        what(domain, open, kind, main, outcome, "", mx),
                        what(domain, open, kind, main, outcome, "", ""))
                .map(what -> start + what)
                .filter(subject -> subject.length() <= SUBJECT)
                .findFirst()
                .orElseGet(() -> line(start + what(domain, open, kind, main, outcome, "", "")));
    }

    private static String lead(Open open, Kind kind) {
        return switch (kind) {
            case WORSE -> "worse, ";
            case RECOVERED -> "over, ";
            case REMINDER -> "still, ";
            case FAILING -> open.again() ? "again, " : open.first() ? "already failing when we began, " : "";
            case PROTECTION_LOST, POLICY, UNREAD, SILENCE -> open.again() ? "again, " : "";
        };
    }

    private static String what(
            String domain,
            Open open,
            Kind kind,
            Memory.@Nullable Cause main,
            @Nullable Outcome outcome,
            String names,
            String mx) {
        if (open.kind() == Kind.SILENCE) {
            return kind == Kind.RECOVERED
                    ? "reports come again"
                    : domain.equals(WatchRule.ALL)
                            ? "the collector receives nothing"
                            : "no reports since " + open.since();
        }
        if (open.kind() == Kind.PROTECTION_LOST) {
            return kind == Kind.RECOVERED
                    ? "senders find your MTA-STS or DANE policy again"
                    : "your MTA-STS or DANE policy is no longer found" + (names.isEmpty() ? "" : " by " + names);
        }
        if (main == null || outcome == null) {
            return "trouble";
        }
        var title = title(main);
        if (kind == Kind.RECOVERED) {
            return title + (mx.isEmpty() ? "" : " at " + mx);
        }
        var delivery = names.isEmpty() ? "no delivery" : names + " cannot deliver";
        return switch (outcome) {
            case BLOCKED -> delivery + (mx.isEmpty() ? "" : " over " + mx) + ", " + title;
            case REFUSED_IN_PART -> delivery + (mx.isEmpty() ? " in part" : " over " + mx) + ", " + title;
            case UNPROTECTED, UNKNOWN ->
                title + (mx.isEmpty() ? "" : " at " + mx) + (names.isEmpty() ? "" : ", seen by " + names);
        };
    }

    static String title(Memory.Cause cause) {
        return Explanation.of(cause.situation("")).title();
    }

    /// One line of printable ASCII that SNS takes as a subject.
    static String line(String text) {
        var printable = Printable.of(text, 1_000);
        return printable.length() <= SUBJECT ? printable : printable.substring(0, SUBJECT - 3) + "...";
    }

    static String afterColon(String subject) {
        return subject.substring(subject.indexOf(": ") + 2);
    }

    static Alert alsoFailing(Alert gravest, List<Alert> rest) {
        var causes = new ArrayList<>(gravest.causes());
        var text = new StringBuilder(gravest.text()).append("\nAlso failing already\n");
        for (var alert : rest) {
            causes.addAll(alert.causes());
            text.append("- ").append(alert.subject()).append('\n');
        }
        return new Alert(
                gravest.version(),
                gravest.id(),
                gravest.transitionId(),
                gravest.kind(),
                gravest.severity(),
                gravest.outcome(),
                gravest.domain(),
                gravest.domains(),
                gravest.day(),
                gravest.at(),
                gravest.since(),
                gravest.family(),
                causes,
                gravest.reporters(),
                gravest.sessions(),
                gravest.confirmed(),
                gravest.again(),
                gravest.subject(),
                text.toString());
    }

    /// @param after `null` where reporters disagree
    static Alert policy(Observation report, Grade grade, Form before, @Nullable Form after, LocalDate day) {
        var id = id(report.domain(), PolicyRule.FAMILY, day);
        var name = Reporters.name(report.reporter());
        var hash = Integer.toHexString(form(after == null ? before : after).hashCode());
        String subject;
        String text;
        if (after == null) {
            subject = name + " still applies an older MTA-STS policy";
            text = name
                    + " still applies an older form of your MTA-STS policy, longer than its max_age or a week allow:\n"
                    + form(before)
                    + "\nCheck that the TXT record _mta-sts has a new id, and that every web server hands out the new file.\n";
        } else {
            subject = before.mode() == after.mode()
                    ? "the MTA-STS policy has changed"
                    : "the MTA-STS policy went from mode " + before.mode().token() + " to "
                            + after.mode().token();
            text = "The MTA-STS policy has changed, as " + name + " first saw it on " + day + ".\nIt was\n"
                    + form(before) + "and is\n" + form(after) + "\nIf nobody of yours changed it, find out who did.\n";
        }
        return notice(
                id,
                id + ":" + hash + (after == null ? ":lagging" : ""),
                Kind.POLICY,
                grade,
                report.domain(),
                day,
                report.arrival(),
                PolicyRule.FAMILY,
                List.of(report.reporter()),
                Printable.of(report.domain(), DOMAIN) + ": " + subject,
                text);
    }

    static Alert notice(
            String id,
            String transition,
            Kind kind,
            Grade grade,
            String domain,
            LocalDate day,
            Instant at,
            String family,
            List<String> reporters,
            String subject,
            String text) {
        return new Alert(
                Alert.VERSION,
                id,
                transition,
                kind,
                grade,
                null,
                domain,
                List.of(domain),
                day,
                at,
                day,
                family,
                List.of(),
                reporters,
                Alert.Sessions.NONE,
                true,
                false,
                line(subject),
                text);
    }

    private static String form(Form form) {
        var text = new StringBuilder("  mode: " + form.mode().token() + "\n  max_age: " + form.maxAge() + "\n");
        form.mx().stream()
                .limit(MOST_CAUSES)
                .forEach(mx ->
                        text.append("  mx: ").append(Printable.of(mx, 253)).append('\n'));
        return text.toString();
    }
}
