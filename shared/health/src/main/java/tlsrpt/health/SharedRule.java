package tlsrpt.health;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Printable;

/// One fault of one MX host is one alert, however many domains it serves: the first opens it, others join in silence,
/// one message a day names them, and it is over when it is over for all.
public final class SharedRule {

    private static final int MOST_DOMAINS = 1_000;
    private static final int MOST_NAMED = 100;
    private static final int TOKEN = 64;

    private final Memory before;
    private final Function<String, SharedMemory> lookUp;
    private final Instant now;
    private final Map<String, Memory.Trouble> troubles;
    private final Map<String, SharedMemory> changed = new TreeMap<>();
    private final List<Alert> messages = new ArrayList<>();

    private SharedRule(Memory before, Memory after, Function<String, SharedMemory> lookUp, Instant now) {
        this.before = before;
        this.lookUp = lookUp;
        this.now = now;
        troubles = new TreeMap<>(after.troubles());
    }

    /// What is said of a domain, after what others said.
    ///
    /// @param shared what is remembered from now on, by name
    public record Told(Judgement judgement, Map<String, SharedMemory> shared) {}

    /// What the day brought.
    public record Passed(SharedMemory memory, Optional<Alert> message) {}

    /// What a domain's judgement comes to beside those of others.
    ///
    /// @param before what was remembered of the domain before
    /// @param lookUp what is remembered under a name
    public static Told share(Memory before, Judgement judgement, Function<String, SharedMemory> lookUp, Instant now) {
        if (judgement.messages().isEmpty() && judgement.closed().isEmpty()) {
            return new Told(judgement, Map.of());
        }
        var rule = new SharedRule(before, judgement.memory(), lookUp, now);
        judgement.messages().forEach(rule::share);
        var after = judgement.memory();
        var memory = new Memory(
                after.first(),
                after.covered(),
                after.bare(),
                after.established(),
                rule.troubles,
                after.shares(),
                after.forms());
        var open = judgement.open().stream().map(rule::named).toList();
        return new Told(new Judgement(memory, rule.messages, open, judgement.closed()), rule.changed);
    }

    /// What the time that passed does to it; to be asked daily.
    public static Passed pass(SharedMemory memory, Instant now, Rules rules) {
        var lead = memory.lead();
        if (lead == null || memory.ever().size() < 2) {
            return new Passed(memory, Optional.empty());
        }
        var today = date(now);
        if (!memory.news().isEmpty() && memory.updated().isBefore(today)) {
            var message = update(lead, memory, memory.news().size() + " more domains", now);
            return new Passed(
                    new SharedMemory(
                            lead, memory.members(), memory.ever(), List.of(), today, memory.reminded(), memory.steps()),
                    Optional.of(message));
        }
        long every = rules.of(Threshold.REMINDER_DAYS, lead.domain());
        long due = ChronoUnit.DAYS.between(date(lead.at()), today) / every;
        if (due <= ChronoUnit.DAYS.between(date(lead.at()), date(memory.reminded())) / every) {
            return new Passed(memory, Optional.empty());
        }
        var message = update(lead, memory, memory.members().size() + " domains", now);
        return new Passed(
                new SharedMemory(
                        lead, memory.members(), memory.ever(), List.of(), memory.updated(), now, memory.steps()),
                Optional.of(message));
    }

    private void share(Alert message) {
        switch (message.kind()) {
            case FAILING -> open(message);
            case WORSE -> worse(message);
            case RECOVERED -> close(message);
            case REMINDER -> remind(message);
            case PROTECTION_LOST, POLICY, UNREAD, SILENCE -> messages.add(message);
        }
    }

    private void open(Alert message) {
        var trouble = troubles.getOrDefault(message.family(), Memory.Trouble.NONE);
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
            var domain = List.of(message.domain());
            changed.put(name, new SharedMemory(message, domain, domain, List.of(), date(now), now, alert.steps()));
            messages.add(message);
            return;
        }
        troubles.put(message.family(), trouble.with(alert.sharing(lead.id(), name)));
        changed.put(
                name,
                new SharedMemory(
                        lead,
                        plus(known.members(), message.domain()),
                        plus(known.ever(), message.domain()),
                        plus(known.news(), message.domain()),
                        known.updated(),
                        known.reminded(),
                        known.steps()));
    }

    private void worse(Alert message) {
        var name = sharedBefore(message);
        if (name == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var step = message.transitionId().substring(message.transitionId().lastIndexOf(':') + 1);
        if (known.steps().contains(step)) {
            return;
        }
        changed.put(
                name,
                new SharedMemory(
                        known.lead(),
                        known.members(),
                        known.ever(),
                        known.news(),
                        known.updated(),
                        known.reminded(),
                        plus(known.steps(), step)));
        messages.add(of(message, known));
    }

    private void close(Alert message) {
        var name = sharedBefore(message);
        if (name == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var members = new ArrayList<>(known.members());
        members.remove(message.domain());
        if (members.isEmpty()) {
            changed.put(name, SharedMemory.NONE);
            messages.add(of(message, known));
        } else {
            changed.put(
                    name,
                    new SharedMemory(
                            known.lead(),
                            members,
                            known.ever(),
                            known.news(),
                            known.updated(),
                            known.reminded(),
                            known.steps()));
        }
    }

    private void remind(Alert message) {
        var name = sharedBefore(message);
        if (name == null || look(name).ever().size() < 2) {
            messages.add(message);
        }
    }

    private SharedMemory look(String name) {
        var known = changed.get(name);
        return known != null ? known : lookUp.apply(name);
    }

    private @Nullable String sharedBefore(Alert message) {
        var open = before.troubles()
                .getOrDefault(message.family(), Memory.Trouble.NONE)
                .open();
        return open == null ? null : open.shared();
    }

    /// Under the id that it has by now.
    private Alert named(Alert alert) {
        var open = troubles.getOrDefault(alert.family(), Memory.Trouble.NONE).open();
        return open == null || open.id().equals(alert.id())
                ? alert
                : of(
                        alert,
                        open.id(),
                        alert.domain(),
                        alert.domains(),
                        alert.subject(),
                        alert.text(),
                        alert.kind(),
                        alert.at(),
                        alert.day());
    }

    private static @Nullable String name(Memory.Trouble trouble) {
        var main = Wording.main(trouble);
        return main == null || main.mx() == null
                ? null
                : "shared/" + Printable.of(main.diagnosis(), TOKEN) + "/" + main.mx();
    }

    private static Alert of(Alert message, SharedMemory known) {
        var lead = known.lead();
        if (lead == null || known.ever().size() < 2) {
            return message;
        }
        var subject = Wording.line(message.subject() + " (" + known.ever().size() + " domains)");
        return of(
                message,
                lead.id(),
                lead.domain(),
                known.ever(),
                subject,
                message.text() + names(known.ever()),
                message.kind(),
                message.at(),
                message.day());
    }

    private static Alert update(Alert lead, SharedMemory memory, String count, Instant now) {
        var subject = Wording.line(
                lead.domain() + " and others: still, " + Wording.afterColon(lead.subject()) + ", " + count);
        return of(
                lead,
                lead.id(),
                lead.domain(),
                memory.ever(),
                subject,
                "The same fault is seen at " + memory.members().size() + " domains.\n" + names(memory.ever()) + "\n"
                        + lead.text(),
                Kind.REMINDER,
                now,
                date(now).minusDays(1));
    }

    private static String names(List<String> domains) {
        return "\nDomains: " + String.join(", ", domains.subList(0, Math.min(MOST_NAMED, domains.size())))
                + (domains.size() > MOST_NAMED ? " and " + (domains.size() - MOST_NAMED) + " more" : "") + "\n";
    }

    private static Alert of(
            Alert alert,
            String id,
            String domain,
            List<String> domains,
            String subject,
            String text,
            Kind kind,
            Instant at,
            LocalDate day) {
        var transition = kind == alert.kind()
                ? id + alert.transitionId().substring(alert.id().length())
                : id + ":" + kind.token() + ":" + day;
        return new Alert(
                alert.version(),
                id,
                transition,
                kind,
                alert.severity(),
                alert.outcome(),
                domain,
                domains,
                day,
                at,
                alert.since(),
                alert.family(),
                alert.causes(),
                alert.reporters(),
                alert.sessions(),
                alert.confirmed(),
                alert.again(),
                subject,
                text);
    }

    private static List<String> plus(List<String> list, String one) {
        if (list.contains(one) || list.size() >= MOST_DOMAINS) {
            return list;
        }
        var more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    private static LocalDate date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
