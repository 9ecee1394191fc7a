package tlsrpt.actions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tlsrpt.alerting.RulesItem;
import tlsrpt.health.Alert;
import tlsrpt.health.Rules;
import tlsrpt.report.DomainName;
import tlsrpt.report.ReporterId;
import tlsrpt.store.Acknowledgment;
import tlsrpt.store.Acknowledgments;
import tlsrpt.store.AlertViews;
import tlsrpt.store.AuditLog;
import tlsrpt.store.HeldObject;
import tlsrpt.store.HeldObjects;
import tlsrpt.store.HeldReason;
import tlsrpt.store.KnownReporters;
import tlsrpt.store.Page;
import tlsrpt.table.Table;

/// Makes the changes that operators ask for, one at a time.
///
/// Each is planned first: whether it changes anything, and which action undoes it. So repeating a change has no effect,
/// and a change can be undone only while it is in effect.
public final class Actions {

    /// The name of the action that takes another back.
    public static final String UNDO = "undo";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int LONGEST_MUTE_DAYS = 366;
    private static final int MOST_MUTES = 1_000;
    private static final int MOST_REPROCESSED = 1_000;
    private static final int MOST_LOGGED = 100;

    private final Table table;
    private final Clock clock;
    private final RandomGenerator random;
    private final AuditLog log;
    private final Acknowledgments acknowledgments;
    private final CountedDomains counted;
    private final Reprocessing reprocessing;
    private final BiFunction<Decision, String, Decision.Result> decisions;
    private final String listed;

    /// @param decisions decides of a reporter, or of the reporters of a domain
    /// @param listed where the domains that count are listed, in words
    public Actions(
            Table table,
            Clock clock,
            RandomGenerator random,
            Reprocessing reprocessing,
            BiFunction<Decision, String, Decision.Result> decisions,
            String listed) {
        this.table = table;
        this.clock = clock;
        this.log = new AuditLog(table, clock);
        this.random = random;
        this.acknowledgments = new Acknowledgments(table, clock);
        this.counted = new CountedDomains(table);
        this.reprocessing = reprocessing;
        this.decisions = decisions;
        this.listed = listed;
    }

    private sealed interface Plan {

        record Known(ActionResult done) implements Plan {}

        /// @param inverse what takes it back; `null` if nothing does
        record Change(@Nullable Action inverse, Step step) implements Plan {}
    }

    private interface Step {
        /// Makes the change, and says what it did.
        String make(String who) throws InterruptedException;
    }

    /// Makes what a JSON object asks for.
    ///
    /// @throws IllegalArgumentException with what is wrong with the object
    public synchronized ActionResult make(String json, String who) throws InterruptedException {
        var parts = members(json);
        var name = parts.remove("action");
        if (name == null) {
            throw new IllegalArgumentException("The member 'action' is missing.");
        }
        if (name.equals(UNDO)) {
            var entry = parts.remove("entry");
            if (entry == null || !parts.isEmpty()) {
                throw new IllegalArgumentException("An undo has the member 'entry' and no other.");
            }
            return undo(entry, who);
        }
        return make(Action.of(name, parts), who, null);
    }

    private ActionResult make(Action action, String who, @Nullable String undoes) throws InterruptedException {
        return switch (plan(action)) {
            case Plan.Known known -> known.done();
            case Plan.Change change -> {
                var inverse = undoes == null ? change.inverse() : null;
                var intent = new AuditLog.Intent(
                        who,
                        action.name(),
                        action.subject(),
                        action.note(),
                        json(action),
                        inverse == null ? null : json(inverse),
                        undoes);
                var entry = log.begin(intent, random);
                var outcome = change.step().make(who);
                log.done(entry, outcome);
                if (undoes != null) {
                    log.undone(undoes, entry);
                }
                yield new ActionResult.Changed(outcome, entry, inverse != null);
            }
        };
    }

    private ActionResult undo(String id, String who) throws InterruptedException {
        var found = log.find(id);
        if (found.isEmpty()) {
            return new ActionResult.Missing("The audit log has no such entry.");
        }
        var entry = found.get();
        if (entry.undoneBy() != null) {
            return new ActionResult.Unchanged("This change was already undone.", entry.undoneBy());
        }
        if (entry.inverse() == null) {
            return new ActionResult.Conflict("This change cannot be undone.");
        }
        boolean isInForce =
                plan(action(entry.did())) instanceof Plan.Known known && known.done() instanceof ActionResult.Unchanged;
        return isInForce
                ? make(action(entry.inverse()), who, id)
                : new ActionResult.Conflict("This change is no longer in effect, because a later one replaced it.");
    }

    /// Makes the decision of a command, and logs it.
    public synchronized Decision.Result decide(Decision decision, String key, String who) {
        var reporter = ReporterId.ofKey(key);
        var inverse = reporter != null
                        && plan(new Action.Decide(decision, reporter)) instanceof Plan.Change change
                        && change.inverse() != null
                ? json(change.inverse())
                : null;
        var name = decision.name().toLowerCase(Locale.ROOT);
        var did = reporter == null ? "{}" : json(new Action.Decide(decision, reporter));
        var entry = log.begin(new AuditLog.Intent(who, name, key, "", did, inverse, null), random);
        var answer = decisions.apply(decision, key);
        log.done(entry, answer.text());
        return answer;
    }

    /// Replaces the rules for a command, and logs what that changes.
    public synchronized void replaceRules(Rules next, String who) {
        var present = RulesItem.read(table);
        var entries = new ArrayList<String>();
        next.mutes().stream()
                .filter(mute -> !present.mutes().contains(mute))
                .limit(MOST_LOGGED)
                .forEach(mute -> entries.add(begin(action(mute), who)));
        present.mutes().stream()
                .filter(mute -> muted(next, mute.domain(), mute.cause()) == null)
                .limit(MOST_LOGGED)
                .forEach(mute -> entries.add(begin(new Action.Unmute(mute.domain(), mute.cause()), who)));
        if (!next.thresholds().equals(present.thresholds()) || !next.domains().equals(present.domains())) {
            entries.add(log.begin(new AuditLog.Intent(who, "rules", "alert thresholds", "", "{}", null, null), random));
        }
        RulesItem.write(table, next);
        entries.forEach(entry -> log.done(entry, "The alert rules were changed."));
    }

    private String begin(Action action, String who) {
        var inverse =
                plan(action) instanceof Plan.Change change && change.inverse() != null ? json(change.inverse()) : null;
        return log.begin(
                new AuditLog.Intent(who, action.name(), action.subject(), action.note(), json(action), inverse, null),
                random);
    }

    private Plan plan(Action action) {
        return switch (action) {
            case Action.Mute mute -> mute(mute);
            case Action.Unmute unmute -> unmute(unmute);
            case Action.Acknowledge acknowledge -> acknowledge(acknowledge);
            case Action.Unacknowledge unacknowledge -> unacknowledge(unacknowledge.alert());
            case Action.Decide decide -> decide(decide);
            case Action.Reprocess reprocess -> reprocess(reprocess.object());
            case Action.Count count -> count(count.domain());
            case Action.Uncount uncount -> uncount(uncount.domain());
        };
    }

    private Plan mute(Action.Mute mute) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (mute.until().isBefore(today) || mute.until().isAfter(today.plusDays(LONGEST_MUTE_DAYS))) {
            return conflict("A mute must end between today and one year from today (UTC).");
        }
        var rules = RulesItem.read(table).current(today);
        var wanted = new Rules.Mute(mute.domain(), mute.cause(), mute.until(), mute.note());
        var present = muted(rules, mute.domain(), mute.cause());
        if (wanted.equals(present)) {
            return unchanged("It is already muted until " + mute.until() + ".");
        }
        if (present == null && rules.mutes().size() >= MOST_MUTES) {
            return conflict("There are already " + MOST_MUTES + " mutes. End one first.");
        }
        return new Plan.Change(
                present == null ? new Action.Unmute(mute.domain(), mute.cause()) : action(present), _ -> {
                    RulesItem.write(table, rules.with(wanted));
                    return "Muted: no alerts about it until the end of " + mute.until() + " (UTC).";
                });
    }

    private Plan unmute(Action.Unmute unmute) {
        var rules = RulesItem.read(table);
        var present = muted(rules, unmute.domain(), unmute.cause());
        return present == null
                ? unchanged("It is not muted.")
                : new Plan.Change(action(present), _ -> {
                    RulesItem.write(table, rules.without(unmute.domain(), unmute.cause()));
                    return "Unmuted: alerts about it are sent again.";
                });
    }

    private static Rules.@Nullable Mute muted(Rules rules, String domain, String cause) {
        return rules.mutes().stream()
                .filter(mute -> mute.domain().equals(domain) && mute.cause().equals(cause))
                .findFirst()
                .orElse(null);
    }

    private static Action action(Rules.Mute mute) {
        return new Action.Mute(mute.domain(), mute.cause(), mute.until(), mute.reason());
    }

    private Plan acknowledge(Action.Acknowledge acknowledge) {
        var alert = acknowledge.alert();
        boolean isOpen = new AlertViews(table, clock)
                .open().stream().anyMatch(open -> Alert.of(open.json()).id().equals(alert));
        if (!isOpen) {
            return new Plan.Known(new ActionResult.Missing("No open alert has this identifier."));
        }
        var present = acknowledgments.find(alert);
        if (present.isPresent() && present.get().note().equals(acknowledge.note())) {
            return unchanged("It is already acknowledged by " + present.get().who() + ".");
        }
        var inverse = present.<Action>map(one -> new Action.Acknowledge(alert, one.note()))
                .orElse(new Action.Unacknowledge(alert));
        return new Plan.Change(inverse, who -> {
            acknowledgments.write(new Acknowledgment(alert, acknowledge.note(), who, clock.instant()));
            return "Acknowledged. Reminders are still sent; mute the alert to stop them.";
        });
    }

    private Plan unacknowledge(String alert) {
        var present = acknowledgments.find(alert);
        return present.isEmpty()
                ? unchanged("It is not acknowledged.")
                : new Plan.Change(new Action.Acknowledge(alert, present.get().note()), _ -> {
                    acknowledgments.remove(alert);
                    return "The acknowledgment is removed.";
                });
    }

    private Plan decide(Action.Decide decide) {
        var known = new KnownReporters(table, clock)
                .remembered().stream()
                        .filter(one -> one.reporter().equals(decide.reporter()))
                        .findFirst();
        if (known.isEmpty()) {
            return new Plan.Known(new ActionResult.Missing("No report of this reporter has arrived yet."));
        }
        var reporter = known.get();
        boolean isDone = switch (decide.decision()) {
            case APPROVE -> reporter.approved() != null;
            case UNAPPROVE -> reporter.approved() == null;
            case BLOCK -> reporter.blocked() != null;
            case UNBLOCK -> reporter.blocked() == null;
        };
        if (isDone) {
            return unchanged("The reporter is already " + reporter.standing() + ".");
        }
        if (decide.decision() == Decision.UNBLOCK && reporter.through() != null) {
            return conflict("It is blocked with the domain " + reporter.through()
                    + ". Unblock that with 'tlsrpt reporters" + " unblock " + reporter.through() + "'.");
        }
        return new Plan.Change(new Action.Decide(inverse(decide.decision()), decide.reporter()), _ -> {
            var text = decisions.apply(decide.decision(), decide.subject()).text();
            return switch (decide.decision()) {
                case BLOCK, UNAPPROVE -> text;
                case APPROVE, UNBLOCK ->
                    "The reports of " + decide.subject() + " count from now on, if they are valid. "
                            + reprocessHeld(held -> isOf(held, decide.reporter()));
            };
        });
    }

    private static Decision inverse(Decision decision) {
        return switch (decision) {
            case APPROVE -> Decision.UNAPPROVE;
            case UNAPPROVE -> Decision.APPROVE;
            case BLOCK -> Decision.UNBLOCK;
            case UNBLOCK -> Decision.BLOCK;
        };
    }

    private static boolean isOf(HeldObject held, ReporterId reporter) {
        return reporter.equals(held.why().reporter());
    }

    private Plan reprocess(String object) {
        if (!reprocessing.exists(object)) {
            return new Plan.Known(new ActionResult.Missing("No raw object has this key."));
        }
        if (reprocessing.isWaiting(object)) {
            return unchanged("It is already queued for processing.");
        }
        return new Plan.Change(
                null,
                _ -> reprocessing
                        .reprocess(object)
                        .map(outcome -> "Reprocessed: " + outcome + ".")
                        .orElse("It is being reprocessed."));
    }

    private Plan count(String domain) {
        if (counted.covers(domain)) {
            return unchanged("Reports about " + domain + " already count.");
        }
        if (counted.isFull()) {
            return conflict("Too many domains were added here. Add more to " + listed + ".");
        }
        return new Plan.Change(new Action.Uncount(domain), _ -> {
            counted.add(domain);
            return "Reports about " + domain + " and names below it count from now on. "
                    + reprocessHeld(held -> isAbout(held, domain));
        });
    }

    private static boolean isAbout(HeldObject held, String domain) {
        var about = held.why().domain();
        return held.reason() == HeldReason.NOT_OUR_DOMAIN && about != null && DomainName.within(about, domain);
    }

    private Plan uncount(String domain) {
        if (!counted.covers(domain)) {
            return unchanged("Reports about " + domain + " do not count.");
        }
        if (!counted.isAdded(domain)) {
            return conflict(domain + " or a domain above it is in " + listed + ". Change it there.");
        }
        return new Plan.Change(new Action.Count(domain), _ -> {
            counted.remove(domain);
            return "Reports about " + domain + " are held from now on. Reports that already counted stay.";
        });
    }

    private String reprocessHeld(Predicate<HeldObject> which) {
        var held = new HeldObjects(table, clock);
        var keys = Page.stream(held::list)
                .filter(which)
                .map(HeldObject::objectKey)
                .limit(MOST_REPROCESSED)
                .toList();
        int queued = reprocessing.queue(keys);
        return switch (queued) {
            case 0 -> "No held reports to reprocess.";
            case 1 -> "1 held object is being reprocessed.";
            default -> queued + " held objects are being reprocessed.";
        };
    }

    private static Plan unchanged(String text) {
        return new Plan.Known(new ActionResult.Unchanged(text, null));
    }

    private static Plan conflict(String text) {
        return new Plan.Known(new ActionResult.Conflict(text));
    }

    private static Action action(String json) {
        var parts = members(json);
        return Action.of(String.valueOf(parts.remove("action")), parts);
    }

    private static String json(Action action) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("action", action.name());
            for (var part : action.parts().entrySet()) {
                json.writeStringField(part.getKey(), part.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Map<String, String> members(String text) {
        var members = new TreeMap<String, String>();
        try (var json = JSON.createParser(text)) {
            boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
            while (isObject && json.nextToken() == JsonToken.FIELD_NAME) {
                member(json, members);
            }
            if (isObject && json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null) {
                return members;
            }
        } catch (IOException _) {
            // said below
        }
        throw new IllegalArgumentException("The body must be one JSON object whose members are strings.");
    }

    private static void member(JsonParser json, Map<String, String> members) throws IOException {
        var name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("The member '" + name + "' must be a string.");
        }
        members.put(name, json.getText());
    }
}
