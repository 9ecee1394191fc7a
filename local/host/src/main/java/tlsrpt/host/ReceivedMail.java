package tlsrpt.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tlsrpt.console.Sha256;
import tlsrpt.host.mail.MailStore;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Table;
import tlsrpt.table.TableException;
import tlsrpt.table.Write;

/// Mail of all receivers: an object under `inbox/`, named after what it holds.
final class ReceivedMail implements MailStore {

    private static final int LONGEST_NAME = 100;
    private static final String MAILBOX = "MAILBOX";

    private final Collector collector;
    private final Table table;

    ReceivedMail(Collector collector) {
        this.collector = collector;
        this.table = collector.table();
    }

    @Override
    public void take(String name, Path mail) throws IOException {
        if (collector.room().isLow()) {
            throw new IOException("the disk is almost full; mail stays where it is until there is room");
        }
        try {
            collector.take(ObjectStore.INBOX + Sha256.of(mail) + "/" + safe(name), mail);
        } catch (TableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// The name of a report's file may tell the domain (RFC 8460 §5.1).
    static String safe(String name) {
        var safe = name.replaceAll("[^A-Za-z0-9_.!@+=-]", "_");
        return safe.substring(Math.max(0, safe.length() - LONGEST_NAME)).replaceFirst("^\\.+", "_");
    }

    @Override
    public Path scratch() {
        return collector.data().scratch();
    }

    @Override
    public Optional<Position> position(String mailbox) {
        return table.get(new Key(MAILBOX, mailbox))
                .map(item -> new Position(item.number("validity"), item.number("uid")));
    }

    @Override
    public void remember(String mailbox, Position position) {
        var item = Item.at(new Key(MAILBOX, mailbox))
                .put("validity", position.validity())
                .put("uid", position.uid())
                .item();
        table.write(List.of(new Write.Put(item, new Condition.Always())));
    }
}
