package tlsrpt.store;

import java.util.List;
import tlsrpt.table.Item;
import tlsrpt.table.Range;
import tlsrpt.table.Table;
import tlsrpt.table.Value;
import tlsrpt.table.Write;

/// Items of a table that cannot be read any more.
public final class Damage {

    private Damage() {}

    /// Damages the reports of a domain.
    public static void ofReports(Table table, String domain) {
        replace(table, domain, "R", "report", "AAAA");
    }

    /// Damages the claims of a domain, which list the copies that count.
    public static void ofClaims(Table table, String domain) {
        replace(table, domain, "C", "copies", "AAAA");
    }

    /// Restores the items from a backup.
    public static void undo(Table table, List<Item> backup) {
        backup.forEach(item -> table.write(Write.put(item)));
    }

    static void replace(Table table, String domain, String kind, String attribute, String packed) {
        for (var item : items(table, domain, kind)) {
            table.write(Write.put(with(item, attribute, packed)));
        }
    }

    static List<Item> items(Table table, String domain, String kind) {
        return table.all(Range.of("D#" + domain, kind + "#", kind + "$"));
    }

    static Item with(Item item, String attribute, String packed) {
        var damaged = Item.at(item.key());
        item.values().forEach(damaged::put);
        return damaged.put(attribute, Value.of(packed)).item();
    }
}
