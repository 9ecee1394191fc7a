package tlsrpt.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// What the alerts rest on: memories, each written only as it was read; open alerts; messages, each sent once.
///
/// A memory and what follows from it are one transaction, so that a message exists if and only if the memory knows of
/// it. A message is sent by whoever claims it, and marked afterwards; a claim lapses by itself, so that one who died
/// between the two is replaced. The memory lists what is not marked yet.
///
/// | item | pk | sk |
/// |---|---|---|
/// | memory of a domain | `D#domain` | `M#` |
/// | memory of what several domains share | `M#name` | `M#` |
/// | open alert | `D#domain` and `ALERTS#open` | `X#family` and `domain#family` |
/// | message | `ALERTS#month` | `time#domain#transition` |
/// | [Subscribers] | `ALERTS#subscribers` | `-` |
public final class AlertItems {

    static final String OPEN = "ALERTS#open";

    private static final Duration KEPT = Duration.ofDays(400);

    private final Table table;

    public AlertItems(Table table) {
        this.table = table;
    }

    /// What is remembered under a name.
    ///
    /// @param name a domain's, or `shared/…`
    /// @param text what is remembered; `null` where nothing is
    /// @param version another with every write; empty where nothing was written yet
    /// @param unsent the messages that are not known to be sent, as [#sent] takes them
    public record Memory(String name, @Nullable String text, String version, List<String> unsent) {

        public Memory {
            unsent = List.copyOf(unsent);
        }
    }

    /// A memory's next text.
    ///
    /// @param after the memory as it was read
    /// @param version never used before
    /// @param messages to be sent
    /// @param open alerts that are open from now on, or changed
    /// @param closed families of alerts that are not open any more
    public record Change(
            Memory after,
            String text,
            String version,
            List<Message> messages,
            List<StoredAlert> open,
            List<String> closed) {

        public Change {
            messages = List.copyOf(messages);
            open = List.copyOf(open);
            closed = List.copyOf(closed);
        }
    }

    /// Something to be sent, once.
    ///
    /// @param transition names it, for ever
    public record Message(String transition, StoredAlert alert) {}

    public Memory read(String name) {
        var item = table.get(key(name));
        if (item.isEmpty()) {
            return new Memory(name, null, "", List.of());
        }
        var row = Attributes.of(item);
        var unsent = item.getOrDefault("unsent", AttributeValue.fromL(List.of()));
        return new Memory(
                name,
                row.text("text"),
                row.text("version"),
                unsent.l().stream().map(AttributeValue::s).toList());
    }

    /// Writes all of it or nothing.
    ///
    /// @return whether it was written: `false` where one of the memories was written by somebody else since
    public boolean write(List<Change> changes) {
        var actions = new ArrayList<TransactWriteItem>();
        for (var change : changes) {
            actions.add(memory(change.after(), change.text(), change.version(), unsent(change)));
        }
        for (var change : changes) {
            rest(change, actions);
        }
        return switch (table.transact(actions)) {
            case Table.Written.Done _ -> true;
            // Refused by our own write, whose answer got lost, it is written all the same.
            case Table.Written.Refused _, Table.Written.RefusedElsewhere _ ->
                changes.stream()
                        .allMatch(
                                change -> read(change.after().name()).version().equals(change.version()));
        };
    }

    /// Takes it upon the caller to send a message.
    ///
    /// @return empty where somebody else is at it, or it is done
    public Optional<StoredAlert> claim(String message, Instant now, Duration lease) {
        var key = messageKey(message);
        var item = table.get(key);
        if (item.isEmpty() || item.containsKey("done")) {
            return Optional.empty();
        }
        var until = now.plus(lease).toEpochMilli();
        var mine = Update.of(key)
                .set("claimed", Attributes.number(until))
                .ifBelow("claimed", Attributes.number(now.toEpochMilli()));
        return table.update(mine) ? Optional.of(StoredAlert.of(item)) : Optional.empty();
    }

    /// Whether nobody has to send it any more.
    public boolean isDone(String message) {
        var item = table.get(messageKey(message));
        return item.isEmpty() || item.containsKey("done");
    }

    /// It was sent to those who subscribe; others may still have to hear of it.
    public void sent(String message, Instant now) {
        table.update(Update.of(messageKey(message)).set("published", AttributeValue.fromS(now.toString())));
    }

    /// It was sent to all.
    public void done(String message) {
        table.update(Update.of(messageKey(message)).set("done", AttributeValue.fromBool(true)));
    }

    /// These need not be sent any more.
    ///
    /// @param version never used before
    public void settle(String name, List<String> messages, String version) {
        while (true) {
            var memory = read(name);
            var unsent = new ArrayList<>(memory.unsent());
            if (!unsent.removeAll(messages)) {
                return;
            }
            var action = memory(memory, memory.text() == null ? "" : memory.text(), version, unsent);
            if (table.transact(List.of(action)) instanceof Table.Written.Done) {
                return;
            }
        }
    }

    /// Counts one more, where there are fewer than so many; for what may happen only so often in a time.
    public boolean countUpTo(String name, long limit, Instant expires) {
        return table.update(Update.of(new Key("M#" + name, "M#"))
                .set("expires", Attributes.number(expires.getEpochSecond()))
                .add("n", 1)
                .ifBelow("n", Attributes.number(limit)));
    }

    private TransactWriteItem memory(Memory after, String text, String version, List<String> unsent) {
        var item = Attributes.at(key(after.name()))
                .put("text", text)
                .put("version", version)
                .put(
                        "unsent",
                        AttributeValue.fromL(
                                unsent.stream().map(AttributeValue::fromS).toList()))
                .item();
        return TransactWriteItem.builder()
                .put(put -> {
                    put.tableName(table.name()).item(item);
                    if (after.version().isEmpty()) {
                        put.conditionExpression("attribute_not_exists(pk)");
                    } else {
                        put.conditionExpression("#version = :seen")
                                .expressionAttributeNames(Map.of("#version", "version"))
                                .expressionAttributeValues(Map.of(":seen", AttributeValue.fromS(after.version())));
                    }
                })
                .build();
    }

    private static List<String> unsent(Change change) {
        var unsent = new ArrayList<>(change.after().unsent());
        change.messages().forEach(message -> unsent.add(name(message)));
        return unsent;
    }

    private void rest(Change change, List<TransactWriteItem> actions) {
        for (var message : change.messages()) {
            var alert = message.alert();
            actions.add(put(alert.put(Attributes.at(messageKey(name(message))))
                    .put("expires", alert.at().plus(KEPT).getEpochSecond())));
        }
        for (var alert : change.open()) {
            var family = new Key(Keys.domainPartition(alert.domain()), "X#" + alert.family());
            actions.add(put(alert.put(Attributes.at(family))));
            actions.add(put(alert.put(Attributes.at(new Key(OPEN, listed(alert.domain(), alert.family()))))));
        }
        for (var family : change.closed()) {
            var domain = change.after().name();
            actions.add(delete(new Key(Keys.domainPartition(domain), "X#" + family)));
            actions.add(delete(new Key(OPEN, listed(domain, family))));
        }
    }

    private TransactWriteItem put(Attributes item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name()).item(item.item()))
                .build();
    }

    private TransactWriteItem delete(Key key) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table.name()).key(key.attributes()))
                .build();
    }

    /// `2026-03-02T11:00:00Z#example.com#<transition>`
    private static String name(Message message) {
        var alert = message.alert();
        return alert.at() + "#" + Keys.domainPart(alert.domain()) + "#" + message.transition();
    }

    private static Key messageKey(String name) {
        return new Key(month(name.substring(0, 7)), name);
    }

    static String month(String month) {
        return "ALERTS#" + month;
    }

    private static String listed(String domain, String family) {
        return Keys.domainPart(domain) + "#" + family;
    }

    private static Key key(String name) {
        return name.startsWith("shared/") ? new Key("M#" + name, "M#") : new Key(Keys.domainPartition(name), "M#");
    }
}
