package tlsrpt.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The stored state of alerts: rule state, written only if unchanged since it was read; open alerts; messages,
/// each sent once.
///
/// A memory and what follows from it are one transaction, so that a message exists if and only if the memory knows of
/// it. A message is sent by the one that claims it, and marked afterwards; a claim lapses by itself, so that one who
/// died between the two is replaced. The memory lists what is not marked yet.
///
/// | item | pk | sk |
/// |---|---|---|
/// | memory of a domain | `D#domain` | `M#` |
/// | memory of what several domains share | `M#name` | `M#` |
/// | open alert | `ALERTS#open` | `domain#family` |
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
        return table.get(key(name))
                .map(item -> new Memory(name, item.text("text"), item.text("version"), item.texts("unsent")))
                .orElse(new Memory(name, null, "", List.of()));
    }

    /// Writes all of it or nothing.
    ///
    /// @return whether it was written: `false` if another process has written one of the states since
    public boolean write(List<Change> changes) {
        var writes = new ArrayList<Write>();
        for (var change : changes) {
            writes.add(memory(change.after(), change.text(), change.version(), unsent(change)));
        }
        for (var change : changes) {
            rest(change, writes);
        }
        return switch (table.write(writes)) {
            case Written.Done _ -> true;
            // Refused by our own write, whose answer got lost, it is written all the same.
            case Written.Refused _, Written.RefusedElsewhere _ ->
                changes.stream()
                        .allMatch(
                                change -> read(change.after().name()).version().equals(change.version()));
        };
    }

    /// Takes it upon the caller to send a message.
    ///
    /// @return empty if another process is sending it, or it is sent
    public Optional<StoredAlert> claim(String message, Instant now, Duration lease) {
        var key = messageKey(message);
        var item = table.get(key);
        if (item.isEmpty() || item.get().flag("done")) {
            return Optional.empty();
        }
        var claim = Write.Change.of(key)
                .set("claimed", now.plus(lease).toEpochMilli())
                .when(new Condition.MissingOrBelow("claimed", Value.of(now.toEpochMilli())));
        return table.write(claim) ? item.map(StoredAlert::of) : Optional.empty();
    }

    /// Whether the message no longer needs to be sent.
    public boolean isDone(String message) {
        return table.get(messageKey(message)).map(item -> item.flag("done")).orElse(true);
    }

    /// It was sent to those who subscribe; others may still have to receive it.
    public void sent(String message, Instant now) {
        table.write(Write.Change.of(messageKey(message)).set("published", now.toString()));
    }

    /// It was sent to all.
    public void done(String message) {
        table.write(Write.Change.of(messageKey(message)).set("done", Value.of(true)));
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
            if (table.write(memory(memory, memory.text() == null ? "" : memory.text(), version, unsent))) {
                return;
            }
        }
    }

    /// Counts one more, where there are fewer than so many; for what may happen only so often in a time.
    public boolean countUpTo(String name, long limit, Instant expires) {
        return table.write(Write.Change.of(new Key("M#" + name, "M#"))
                .set("expires", expires.getEpochSecond())
                .add("n", 1)
                .when(new Condition.MissingOrBelow("n", Value.of(limit))));
    }

    private static Write memory(Memory after, String text, String version, List<String> unsent) {
        var item = Item.at(key(after.name()))
                .put("text", text)
                .put("version", version)
                .put("unsent", unsent)
                .item();
        return new Write.Put(
                item,
                after.version().isEmpty()
                        ? new Condition.Absent()
                        : new Condition.Same("version", Value.of(after.version())));
    }

    private static List<String> unsent(Change change) {
        var unsent = new ArrayList<>(change.after().unsent());
        change.messages().forEach(message -> unsent.add(name(message)));
        return unsent;
    }

    private static void rest(Change change, List<Write> writes) {
        for (var message : change.messages()) {
            var alert = message.alert();
            writes.add(Write.put(alert.put(Item.at(messageKey(name(message))))
                    .put("expires", alert.at().plus(KEPT).getEpochSecond())
                    .item()));
        }
        for (var alert : change.open()) {
            writes.add(Write.put(alert.put(Item.at(openKey(change.after().name(), alert.family())))
                    .item()));
        }
        for (var family : change.closed()) {
            writes.add(Write.delete(openKey(change.after().name(), family)));
        }
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

    private static Key openKey(String domain, String family) {
        return new Key(OPEN, Keys.domainPart(domain) + "#" + family);
    }

    private static Key key(String name) {
        return name.startsWith("shared/") ? new Key("M#" + name, "M#") : new Key(Keys.domainPartition(name), "M#");
    }
}
