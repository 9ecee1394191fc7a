package tlsrpt.sqlite;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tlsrpt.table.Condition;
import tlsrpt.table.Item;
import tlsrpt.table.Key;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;
import tlsrpt.table.Written;

/// The items as rows, within a transaction.
final class ItemRows implements Table {

    /// What a new database holds; `item` is JSON so that users of sqlite3 can read and query it.
    static final List<String> TABLES = List.of(
            "CREATE TABLE item (pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL, expires INTEGER,"
                    + " PRIMARY KEY (pk, sk)) STRICT",
            "CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL");

    private final Session session;

    ItemRows(Session session) {
        this.session = session;
    }

    @Override
    public Optional<Item> get(Key key) {
        return session.first(
                "SELECT item FROM item WHERE pk = ? AND sk = ?", row -> item(key, row, 1), key.pk(), key.sk());
    }

    @Override
    public Found query(Range range, int limit) {
        var sql = new StringBuilder("SELECT sk, item FROM item WHERE pk = ?");
        var arguments = new ArrayList<Object>();
        arguments.add(range.pk());
        var span = range.span();
        if (span != null) {
            sql.append(" AND sk BETWEEN ? AND ?");
            arguments.add(span.from());
            arguments.add(span.to());
        }
        if (range.after() != null) {
            sql.append(range.newestFirst() ? " AND sk < ?" : " AND sk > ?");
            arguments.add(range.after());
        }
        sql.append(range.newestFirst() ? " ORDER BY sk DESC LIMIT ?" : " ORDER BY sk LIMIT ?");
        arguments.add(limit);
        var items = session.select(
                sql.toString(), row -> item(new Key(range.pk(), row.getString(1)), row, 2), arguments.toArray());
        return new Found(
                items, items.size() < limit ? null : items.getLast().key().sk());
    }

    @Override
    public Written write(List<Write> writes) {
        long keys = writes.stream().map(Write::key).distinct().count();
        if (writes.isEmpty() || writes.size() > MAX_WRITES || keys < writes.size()) {
            throw new IllegalArgumentException("a call has 1 to " + MAX_WRITES + " writes of different keys, not "
                    + writes.size() + " of " + keys);
        }
        var steps =
                writes.stream().map(write -> new Step(write, present(write))).toList();
        if (!steps.getFirst().isPermitted()) {
            return new Written.Refused(steps.getFirst().present());
        }
        if (!steps.stream().allMatch(Step::isPermitted)) {
            return new Written.RefusedElsewhere();
        }
        // All are computed before the first is written, since a counter may overflow.
        var after = steps.stream().map(Step::after).toList();
        for (int i = 0; i < steps.size(); i++) {
            replace(steps.get(i).write().key(), after.get(i));
        }
        return new Written.Done();
    }

    /// A write, and the item that it meets.
    private record Step(Write write, Optional<Item> present) {

        boolean isPermitted() {
            return write.condition().holds(present);
        }

        Optional<Item> after() {
            return write.applied(present);
        }
    }

    /// The item that a write meets, or none where it makes no difference.
    private Optional<Item> present(Write write) {
        boolean isBlind = write.condition() instanceof Condition.Always && !(write instanceof Write.Change);
        return isBlind ? Optional.empty() : get(write.key());
    }

    private void replace(Key key, Optional<Item> item) {
        if (item.isPresent()) {
            put(item.get());
        } else {
            session.update("DELETE FROM item WHERE pk = ? AND sk = ?", key.pk(), key.sk());
        }
    }

    private void put(Item item) {
        session.update(
                "INSERT INTO item (pk, sk, item, expires) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET item = excluded.item, expires = excluded.expires",
                item.key().pk(),
                item.key().sk(),
                ItemJson.write(item.values()),
                item.values().get("expires") instanceof Value.Whole expires ? expires.n() : null);
    }

    private Item item(Key key, ResultSet row, int column) throws SQLException {
        try {
            return new Item(key, ItemJson.read(row.getString(column)));
        } catch (IOException e) {
            throw DatabaseException.damaged(
                    session.database(), "item " + key.pk() + " " + key.sk() + " is not readable");
        }
    }
}
