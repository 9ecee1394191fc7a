package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Printable;

/// One fault of one MX host is one incident, however many domains use the host. The first domain opens it, others join
/// without an alert of their own, one reminder per day names them, and it recovers when it has recovered for all.
public final class SharedRule {

    private static final int TOKEN = 64;
    private static final int MOST_LINES = 20;

    private final RuleState before;
    private final Function<String, SharedIncident> lookUp;
    private final Predicate<String> listed;
    private final Instant now;
    private final Map<String, RuleState.FamilyState> troubles;
    private final Map<String, SharedIncident> changed = new TreeMap<>();
    private final List<Alert> messages = new ArrayList<>();

    private SharedRule(
            RuleState before,
            RuleState after,
            Function<String, SharedIncident> lookUp,
            Predicate<String> listed,
            Instant now) {
        this.before = before;
        this.lookUp = lookUp;
        this.listed = listed;
        this.now = now;
        troubles = new TreeMap<>(after.troubles());
    }

    /// Result for one domain, after the shared incidents are taken into account.
    ///
    /// @param shared what is remembered from now on, by name
    public record Told(RuleResult judgement, Map<String, SharedIncident> shared) {}

    /// What the day brought.
    public record Passed(SharedIncident memory, Optional<Alert> message) {}

    /// Returns one alert for the open alerts of the domains that share an incident: the most severe, for all of them.
    public static Alert together(List<Alert> open) {
        var gravest = open.stream()
                .max(Comparator.comparing(Alert::severity)
                        .thenComparingLong(alert -> alert.sessions().failed()))
                .orElseThrow();
        var domains = open.stream()
                .flatMap(alert -> alert.domains().stream())
                .distinct()
                .sorted()
                .toList();
        if (domains.size() < 2) {
            return gravest;
        }
        var since =
                open.stream().map(Alert::since).min(Comparator.naturalOrder()).orElseThrow();
        var incident = gravest.incident();
        return Alert.of(
                new Alert.Incident(
                        incident.id(),
                        incident.family(),
                        incident.domain(),
                        domains,
                        since,
                        incident.again(),
                        incident.backlog()),
                gravest.transition(),
                gravest.findings(),
                gravest.content());
    }

    /// Merges a domain's result with the shared incidents.
    ///
    /// @param before what was remembered of the domain before
    /// @param lookUp what is remembered under a name
    /// @param listed whether the operator named a domain; reports make others known
    public static Told share(
            RuleState before,
            RuleResult judgement,
            Function<String, SharedIncident> lookUp,
            Predicate<String> listed,
            Instant now) {
        if (judgement.messages().isEmpty() && judgement.closed().isEmpty()) {
            return new Told(judgement, Map.of());
        }
        var rule = new SharedRule(before, judgement.memory(), lookUp, listed, now);
        judgement.messages().forEach(rule::share);
        var memory = judgement.memory().with(rule.troubles);
        var open = judgement.open().stream().map(rule::named).toList();
        return new Told(
                new RuleResult(memory, rule.messages, open, judgement.closed(), judgement.quiet()), rule.changed);
    }

    /// Evaluates elapsed time; to be called daily.
    ///
    /// @param numbers sessions that failed of it by now, by domain, as [RuleState#shared] has them
    public static Passed pass(SharedIncident before, Map<String, Alert.Sessions> numbers, Instant now, Rules rules) {
        var memory = before.counting(numbers);
        var lead = memory.lead();
        if (lead == null || memory.domains() < 2) {
            return new Passed(memory, Optional.empty());
        }
        var today = date(now);
        if (memory.news() > 0 && memory.updated().isBefore(today)) {
            var message = update(lead, memory, memory.news() + " more domains", now);
            return new Passed(memory.updated(today, memory.reminded()), Optional.of(message));
        }
        long every = rules.of(Threshold.REMINDER_DAYS, lead.domain());
        long due = ChronoUnit.DAYS.between(date(lead.at()), today) / every;
        if (due <= ChronoUnit.DAYS.between(date(lead.at()), date(memory.reminded())) / every) {
            return new Passed(memory, Optional.empty());
        }
        var message = update(lead, memory, memory.open() + " domains", now);
        return new Passed(memory.updated(memory.updated(), now), Optional.of(message));
    }

    private void share(Alert message) {
        switch (message.kind()) {
            case FAILING -> open(message);
            case WORSE -> worse(message);
            case RECOVERED -> close(message);
            case REMINDER -> remind(message);
            case PROTECTION_LOST, POLICY, UNREAD, SILENCE, CHECK_FAILED, EXPIRING -> messages.add(message);
        }
    }

    private void open(Alert message) {
        var trouble = troubles.getOrDefault(message.family(), RuleState.FamilyState.NONE);
        var name = name(trouble);
        var alert = trouble.open();
        if (name == null || alert == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var lead = known.lead();
        if (lead == null) {
            troubles.put(message.family(), trouble.with(alert.sharing(alert.id(), name)));
            changed.put(name, SharedIncident.of(alone(message, trouble), date(now), now, alert.steps()));
            messages.add(message);
            return;
        }
        if (listed.test(message.domain()) && !listed.test(lead.domain())) {
            messages.add(message); // Anyone can make reports about a name that others made up.
            return;
        }
        troubles.put(message.family(), trouble.with(alert.sharing(lead.id(), name)));
        var joined = known.joinedBy(message);
        if (message.severity().compareTo(lead.severity()) > 0) {
            var steps = new TreeSet<>(alert.steps());
            steps.removeAll(known.steps());
            joined = joined.took(message, steps);
            messages.add(of(worse(message, lead, List.copyOf(steps)), joined));
        }
        changed.put(name, joined);
    }

    /// A domain joins in silence, but for what is graver than all before.
    private static Alert worse(Alert message, Alert lead, List<String> steps) {
        var step = message.transition();
        return Alert.of(
                message.incident(),
                Alert.Transition.of(lead.id(), AlertKind.WORSE, step.day(), step.at(), steps),
                message.findings(),
                message.content());
    }

    private void worse(Alert message) {
        var name = sharedBefore(message);
        if (name == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var steps = message.transition().worsened();
        if (known.steps().containsAll(steps)) {
            return;
        }
        var took = known.took(message, steps);
        changed.put(name, took);
        messages.add(of(message, took));
    }

    private void close(Alert message) {
        var name = sharedBefore(message);
        if (name == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var left = known.leftBy(message);
        if (left.open() <= 0) {
            changed.put(name, SharedIncident.NONE);
            messages.add(of(message, left));
        } else {
            changed.put(name, left);
        }
    }

    private void remind(Alert message) {
        var name = sharedBefore(message);
        if (name == null || look(name).domains() < 2) {
            messages.add(message);
        }
    }

    private SharedIncident look(String name) {
        var known = changed.get(name);
        return known != null ? known : lookUp.apply(name);
    }

    private @Nullable String sharedBefore(Alert message) {
        var open = before.troubles()
                .getOrDefault(message.family(), RuleState.FamilyState.NONE)
                .open();
        return open == null ? null : open.shared();
    }

    /// Under the id that it has by now.
    private Alert named(Alert alert) {
        var open = troubles.getOrDefault(alert.family(), RuleState.FamilyState.NONE)
                .open();
        return open == null || open.id().equals(alert.id())
                ? alert
                : Alert.of(
                        alert.incident().as(open.id()),
                        alert.transition().of(open.id()),
                        alert.findings(),
                        alert.content());
    }

    private static @Nullable String name(RuleState.FamilyState trouble) {
        var main = AlertFactory.main(trouble);
        return main == null ? null : name(main.diagnosis(), main.mx());
    }

    private static @Nullable String name(String diagnosis, @Nullable String mx) {
        return mx == null ? null : "shared/" + Printable.of(diagnosis, TOKEN) + "/" + mx;
    }

    /// Sessions that failed of what has this name.
    static Alert.Sessions sessions(String name, RuleState.FamilyState trouble) {
        return AlertFactory.causes(trouble).stream()
                .filter(cause -> name.equals(name(cause.diagnosis(), cause.mx())))
                .map(Alert.Cause::sessions)
                .max(Comparator.comparingLong(Alert.Sessions::failed))
                .orElse(Alert.Sessions.NONE);
    }

    private static Alert of(Alert message, SharedIncident known) {
        var lead = known.lead();
        if (lead == null || known.domains() < 2) {
            return message;
        }
        return Alert.of(
                incident(message, lead, known),
                message.transition().of(lead.id()),
                findings(lead, known),
                message.content()
                        .under(AlertFactory.line(message.subject() + " (" + known.domains() + " domains)"))
                        .summing(byDomain(known)));
    }

    /// As if the domain had no other cause.
    private static Alert alone(Alert message, RuleState.FamilyState trouble) {
        var main = AlertFactory.main(trouble);
        var causes = message.causes().stream()
                .filter(cause -> main != null
                        && cause.diagnosis().equals(main.diagnosis())
                        && Objects.equals(cause.mx(), main.mx()))
                .limit(1)
                .toList();
        return causes.isEmpty()
                ? message
                : Alert.of(
                        message.incident(),
                        message.transition(),
                        message.findings().with(causes, causes.getFirst().sessions()),
                        message.content());
    }

    /// Of all domains together.
    private static Alert.Findings findings(Alert lead, SharedIncident memory) {
        var sum = memory.sessions();
        var causes = lead.causes().stream().map(cause -> cause.with(sum)).toList();
        return lead.findings().with(causes, sum);
    }

    private static Alert.Section byDomain(SharedIncident memory) {
        var domains = memory.byWeight();
        var lines = new ArrayList<String>();
        for (var domain : domains.subList(0, Math.min(MOST_LINES, domains.size()))) {
            var sessions = memory.ever().getOrDefault(domain, Alert.Sessions.NONE);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-40s %,d of %,d",
                    Printable.of(domain, TOKEN),
                    sessions.failed(),
                    sessions.total()));
        }
        if (memory.domains() > lines.size()) {
            lines.add("  and " + (memory.domains() - lines.size()) + " more");
        }
        return new Alert.Section("Failed sessions by domain", lines);
    }

    private static Alert update(Alert lead, SharedIncident memory, String count, Instant now) {
        var content = lead.content();
        var paragraphs = new ArrayList<>(content.paragraphs());
        paragraphs.addFirst("The same fault affects " + memory.open() + " domains.");
        var subject = AlertFactory.line(lead.domain() + " and others: still open: " + content.problem() + "; " + count);
        return Alert.of(
                incident(lead, lead, memory),
                Alert.Transition.of(lead.id(), AlertKind.REMINDER, date(now).minusDays(1), now, List.of()),
                findings(lead, memory),
                content.under(subject).saying(paragraphs).summing(byDomain(memory)));
    }

    /// That of the first domain, shared by all.
    private static Alert.Incident incident(Alert message, Alert lead, SharedIncident memory) {
        var incident = message.incident();
        return new Alert.Incident(
                lead.id(),
                incident.family(),
                lead.domain(),
                memory.byWeight(),
                incident.since(),
                incident.again(),
                incident.backlog());
    }

    private static LocalDate date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
