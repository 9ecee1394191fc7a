package tlsrpt.health;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tlsrpt.health.CheckState.Open;
import tlsrpt.health.CheckedDomain.Fault;
import tlsrpt.health.CheckedDomain.Place;
import tlsrpt.report.Check;
import tlsrpt.report.Printable;
import tlsrpt.report.Severity;
import tlsrpt.report.Step;

/// Evaluates a check of DNS, policy and mail servers: one incident per domain and check.
///
/// It opens when two checks an hour apart saw the fault, and closes when two no longer did. A check without an
/// observation changes nothing. It is high at most, since only reports show whether mail is refused, and does not open
/// while an incident of the same cause is open from reports.
public final class CheckRule {

    private static final Duration SECOND_LOOK = Duration.ofHours(1);
    private static final Duration STEADY = Duration.ofHours(24);
    private static final int MOST_EVIDENCE = 10;
    private static final int NAME = 253;
    private static final int EVIDENCE = 300;
    private static final String OBSOLETE =
            "Nothing is left to check: the failing record or host is no longer published.";
    private static final String ENDED = "Two checks in a row, at least an hour apart, no longer see the fault.";
    private static final int DOMAIN = 60;

    private final CheckedDomain look;
    private final RuleState reports;
    private final Rules rules;
    private final LocalDate today;
    private final Map<String, Open> open;
    private final Map<String, LocalDate> closed;
    private final List<Alert> messages = new ArrayList<>();
    private final List<Alert> standing = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private CheckRule(CheckedDomain look, CheckState before, RuleState reports, Rules rules) {
        this.look = look;
        this.reports = reports;
        this.rules = rules;
        today = date(look.at());
        open = new TreeMap<>(before.open());
        closed = new TreeMap<>(before.closed());
    }

    /// Result of evaluating a check.
    ///
    /// @param open alerts that opened or changed
    /// @param closed checks whose alerts closed
    public record Result(CheckState memory, List<Alert> messages, List<Alert> open, List<String> closed) {}

    /// Evaluates a check.
    ///
    /// @param reports the rule state of the domain's reports
    public static Result judge(CheckedDomain look, CheckState before, RuleState reports, Rules rules) {
        var rule = new CheckRule(look, before, reports, rules);
        for (var check : Check.values()) {
            rule.judge(check);
        }
        return new Result(new CheckState(rule.open, rule.closed), rule.messages, rule.standing, rule.ended);
    }

    private void judge(Check check) {
        var places = look.of(check);
        var faulty = places.stream().filter(Place::isFaulty).toList();
        var alert = open.get(check.token());
        if (alert == null) {
            var twice =
                    faulty.stream().filter(place -> isOlder(place, SECOND_LOOK)).toList();
            if (!twice.isEmpty() && !isReported(twice)) {
                open(check, twice);
            }
        } else if (!faulty.isEmpty()) {
            follow(check, faulty, alert);
        } else if (isOver(check, places, alert)) {
            close(check, alert);
        }
    }

    private boolean isOlder(Place place, Duration age) {
        return !place.since().plus(age).isAfter(look.at());
    }

    private boolean isReported(List<Place> faulty) {
        return faulty.stream()
                .map(Place::fault)
                .allMatch(fault ->
                        fault != null && fault.family().filter(reports::isOpen).isPresent());
    }

    private boolean isOver(Check check, List<Place> places, Open alert) {
        if (places.isEmpty()) {
            // Nothing is left to check, unless an earlier check of the group fails.
            return look.places().stream()
                    .filter(place -> place.check().group() == check.group())
                    .allMatch(place -> place.seen() && !place.isFaulty());
        }
        var age = alert.again() ? STEADY : SECOND_LOOK;
        return places.stream().allMatch(place -> place.seen() && isOlder(place, age));
    }

    private void open(Check check, List<Place> faulty) {
        var last = closed.get(check.token());
        boolean again = last != null
                && !last.plusDays(rules.of(Threshold.AGAIN_DAYS, look.domain())).isBefore(today);
        var id = Printable.of(look.domain(), NAME) + ":" + check.token() + ":" + look.at();
        var alert = new Open(id, problem(check, faulty), look.at(), again, severity(faulty), look.at());
        var kind = check.isOfExpiry() ? AlertKind.EXPIRING : AlertKind.CHECK_FAILED;
        stands(check, alert, message(check, alert, kind, again ? "again: " : "", faulty));
    }

    private void follow(Check check, List<Place> faulty, Open alert) {
        var severity = severity(faulty);
        var due = alert.told().plus(Duration.ofDays(rules.of(Threshold.REMINDER_DAYS, look.domain())));
        var told = new Open(
                alert.id(),
                problem(check, faulty),
                alert.at(),
                alert.again(),
                alert.worst().orAbove(severity),
                look.at());
        if (severity.compareTo(alert.worst()) > 0) {
            stands(check, told, message(check, told, AlertKind.WORSE, "worse: ", faulty));
        } else if (severity.compareTo(Severity.MEDIUM) >= 0 && !look.at().isBefore(due)) {
            stands(check, told, message(check, told, AlertKind.REMINDER, "still open: ", faulty));
        }
    }

    private void stands(Check check, Open alert, Alert message) {
        open.put(check.token(), alert);
        messages.add(message);
        standing.add(message);
    }

    private void close(Check check, Open alert) {
        messages.add(message(check, alert, AlertKind.RECOVERED, "recovered: ", List.of()));
        open.remove(check.token());
        closed.put(check.token(), today);
        ended.add(check.token());
    }

    private Alert message(Check check, Open alert, AlertKind kind, String state, List<Place> faulty) {
        boolean over = kind == AlertKind.RECOVERED;
        var severity = over ? alert.worst() : severity(faulty);
        var worsened = kind == AlertKind.WORSE ? List.of(severity.token()) : List.<String>of();
        var problem = over && check.isOfExpiry() ? check.title() : alert.problem();
        var subject = AlertFactory.line(Printable.of(look.domain(), DOMAIN) + ": " + state + problem);
        return Alert.of(
                new Alert.Incident(
                        alert.id(),
                        check.token(),
                        look.domain(),
                        List.of(look.domain()),
                        date(alert.at()),
                        alert.again(),
                        false),
                Alert.Transition.of(alert.id(), kind, today, look.at(), worsened),
                Alert.Findings.of(severity, List.of()),
                over
                        ? Alert.Content.of(
                                subject, problem, List.of(look.of(check).isEmpty() ? OBSOLETE : ENDED), List.of())
                        : content(subject, problem, faulty));
    }

    private Alert.Content content(String subject, String problem, List<Place> faulty) {
        var gravest = gravest(faulty);
        var steps = new ArrayList<Step>();
        if (gravest.step() != null) {
            steps.add(gravest.step());
        }
        steps.add(new Step("Check it again after the change.", "tlsrpt check " + Printable.of(look.domain(), NAME)));
        return new Alert.Content(
                subject,
                problem,
                List.of(gravest.meaning() + " Checks found this twice, the last time at "
                        + look.at().truncatedTo(ChronoUnit.MINUTES)
                        + ". Only reports show whether senders fail because of it."),
                null,
                null,
                faulty.stream().limit(MOST_EVIDENCE).map(CheckRule::evidence).toList(),
                steps,
                List.of());
    }

    private static String evidence(Place place) {
        var fault = place.fault();
        var seen = fault == null ? "" : Printable.of(fault.seen(), EVIDENCE);
        return place.host() == null ? seen : Printable.of(place.host(), NAME) + ": " + seen;
    }

    private static String problem(Check check, List<Place> faulty) {
        var first = faulty.stream()
                .map(Place::fault)
                .filter(Objects::nonNull)
                .map(Fault::until)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        var hosts = faulty.stream()
                .map(Place::host)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return check.problem()
                + (check.isOfExpiry() && first.isPresent() ? " on " + date(first.get()) : "")
                + switch (hosts.size()) {
                    case 0 -> "";
                    case 1 -> " (" + Printable.of(hosts.getFirst(), NAME) + ")";
                    default -> " (" + hosts.size() + " MX hosts)";
                };
    }

    private static Severity severity(List<Place> faulty) {
        return gravest(faulty).severity().orBelow(Severity.HIGH);
    }

    private static Fault gravest(List<Place> faulty) {
        return faulty.stream()
                .map(Place::fault)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Fault::severity))
                .orElseThrow();
    }

    private static LocalDate date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
