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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tlsrpt.report.Printable;

/// One fault of one MX host is one alert, however many domains it serves: the first opens it, others join in silence,
/// one message a day names them, and it is over when it is over for all.
public final class SharedRule {

    private static final int TOKEN = 64;

    private final Memory before;
    private final Function<String, SharedMemory> lookUp;
    private final Predicate<String> listed;
    private final Instant now;
    private final Map<String, Memory.Trouble> troubles;
    private final Map<String, SharedMemory> changed = new TreeMap<>();
    private final List<Alert> messages = new ArrayList<>();

    private SharedRule(
            Memory before, Memory after, Function<String, SharedMemory> lookUp, Predicate<String> listed, Instant now) {
        this.before = before;
        this.lookUp = lookUp;
        this.listed = listed;
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
    /// @param listed whether the operator named a domain; reports make others known
    public static Told share(
            Memory before,
            Judgement judgement,
            Function<String, SharedMemory> lookUp,
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
                new Judgement(memory, rule.messages, open, judgement.closed(), judgement.quiet()), rule.changed);
    }

    /// What the time that passed does to it; to be asked daily.
    public static Passed pass(SharedMemory memory, Instant now, Rules rules) {
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
            changed.put(name, SharedMemory.of(message, date(now), now, alert.steps()));
            messages.add(message);
            return;
        }
        if (standsFor(lead, message)) {
            troubles.put(message.family(), trouble.with(alert.sharing(lead.id(), name)));
            changed.put(name, known.joinedBy(message.domain()));
        } else {
            messages.add(message);
        }
    }

    /// Whether who received the one need not receive the other: it is as grave, and of no domain that others made up.
    private boolean standsFor(Alert lead, Alert message) {
        return lead.severity().compareTo(message.severity()) >= 0
                && (listed.test(lead.domain()) || !listed.test(message.domain()));
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
        changed.put(name, known.took(steps));
        messages.add(of(message, known));
    }

    private void close(Alert message) {
        var name = sharedBefore(message);
        if (name == null) {
            messages.add(message);
            return;
        }
        var known = look(name);
        var left = known.left();
        if (left.open() <= 0) {
            changed.put(name, SharedMemory.NONE);
            messages.add(of(message, known));
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
                : Alert.of(
                        alert.incident().as(open.id()),
                        alert.transition().of(open.id()),
                        alert.findings(),
                        alert.content());
    }

    private static @Nullable String name(Memory.Trouble trouble) {
        var main = AlertFactory.main(trouble);
        return main == null || main.mx() == null
                ? null
                : "shared/" + Printable.of(main.diagnosis(), TOKEN) + "/" + main.mx();
    }

    private static Alert of(Alert message, SharedMemory known) {
        var lead = known.lead();
        if (lead == null || known.domains() < 2) {
            return message;
        }
        return Alert.of(
                incident(message, lead, known),
                message.transition().of(lead.id()),
                message.findings(),
                message.content().under(AlertFactory.line(message.subject() + " (" + known.domains() + " domains)")));
    }

    private static Alert update(Alert lead, SharedMemory memory, String count, Instant now) {
        var content = lead.content();
        var paragraphs = new ArrayList<>(content.paragraphs());
        paragraphs.addFirst("The same fault is seen at " + memory.open() + " domains.");
        var subject = AlertFactory.line(lead.domain() + " and others: still, " + content.problem() + ", " + count);
        return Alert.of(
                incident(lead, lead, memory),
                Alert.Transition.of(lead.id(), Kind.REMINDER, date(now).minusDays(1), now, List.of()),
                lead.findings(),
                content.under(subject).saying(paragraphs));
    }

    /// That of the first domain, shared by all.
    private static Alert.Incident incident(Alert message, Alert lead, SharedMemory memory) {
        var incident = message.incident();
        return new Alert.Incident(
                lead.id(), incident.family(), lead.domain(), memory.ever(), incident.since(), incident.again());
    }

    private static LocalDate date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
